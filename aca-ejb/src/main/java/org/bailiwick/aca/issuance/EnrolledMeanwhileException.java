package org.bailiwick.aca.issuance;

/** A twin of this request reserved first; rolls this one back. Never leaves the package. */
final class EnrolledMeanwhileException extends RuntimeException {}
