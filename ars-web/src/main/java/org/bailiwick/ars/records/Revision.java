package org.bailiwick.ars.records;

/**
 * The number of a change of the registry. Numbers of different marks belong to different histories,
 * as after a restore of the database, and are not compared.
 */
public record Revision(long number, String mark) {}
