package org.bailiwick.aca.crl;

/** Primary key of a part of a CRL; parts count from 0. */
record CrlPartKey(String issuerId, int shard, long number, int part) {}
