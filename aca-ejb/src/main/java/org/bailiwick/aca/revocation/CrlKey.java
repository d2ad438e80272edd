package org.bailiwick.aca.revocation;

/** Primary key of a CRL: its number rises per issuer and shard and is never used twice. */
record CrlKey(String issuerId, int shard, long number) {}
