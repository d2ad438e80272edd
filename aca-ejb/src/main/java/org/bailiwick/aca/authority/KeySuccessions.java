package org.bailiwick.aca.authority;

/** The keys in service that are no issuers. */
public record KeySuccessions(KeySuccession ocsp, KeySuccession events, KeySuccession audit) {}
