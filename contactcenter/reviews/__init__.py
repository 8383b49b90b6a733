"""Quality of talks: which are judged (`sampling`), by what (`sheets`), how (`judging`), what came of it (`results`)."""
