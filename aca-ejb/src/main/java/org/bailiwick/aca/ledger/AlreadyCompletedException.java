package org.bailiwick.aca.ledger;

/** Rolls back a second completion; never leaves the package. */
final class AlreadyCompletedException extends RuntimeException {}
