package org.bailiwick.aca.crl;

/** Primary key of a CRL; its number is unique per issuer and shard. */
record CrlKey(String issuerId, int shard, long number) {}
