"""Recordings of talks: fetched from the exchanges by a job that tries again, kept in pieces, heard by those who may."""
