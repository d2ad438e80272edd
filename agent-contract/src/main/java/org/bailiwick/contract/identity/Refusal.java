package org.bailiwick.contract.identity;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Makes the exception with which this package's parsers refuse a text. */
final class Refusal {
  private Refusal() {}

  static ProblemException of(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
