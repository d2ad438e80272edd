package org.bailiwick.aca.ledger;

/** The serial number drawn for a certificate is in use; another one is to be drawn. */
public final class SerialTakenException extends RuntimeException {}
