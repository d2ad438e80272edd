package org.bailiwick.node.problem;

import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.ServiceUnavailableException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.DatabaseOutage;

/** The parts of the problem document and audit row for a throwable. */
record Refusal(
    ProblemType type,
    String check,
    String detail,
    Map<String, Object> extensions,
    Optional<Duration> retryAfter) {
  private static final int MAX_DEPTH = 20;

  /** Looks for a known exception among the causes; without one the refusal is an internal fault. */
  static Refusal of(Throwable thrown) {
    return causes(thrown)
        .flatMap(cause -> known(cause).stream())
        .findFirst()
        .orElseGet(
            () ->
                DatabaseOutage.isIn(thrown)
                    ? of(
                        ProblemType.DEPENDENCY_UNAVAILABLE,
                        "database",
                        "The node's database does not work at present; try again later.")
                    : of(
                        ProblemType.INTERNAL,
                        "internal",
                        "The node failed; the instance names the log entry."));
  }

  private static List<Refusal> known(Throwable cause) {
    return switch (cause) {
      case ProblemException e ->
          List.of(
              new Refusal(
                  e.type(), e.check(), e.detail(), PublicReasons.members(e), e.retryAfter()));
      case NotFoundException e ->
          List.of(of(ProblemType.NOT_FOUND, "path", "There is nothing under this path."));
      case NotAllowedException e ->
          List.of(of(ProblemType.METHOD_NOT_ALLOWED, "method", "The method is not allowed here."));
      case NotAcceptableException e ->
          List.of(
              of(
                  ProblemType.NOT_ACCEPTABLE,
                  "accept",
                  "No representation fits the Accept header."));
      case NotSupportedException e ->
          List.of(
              of(
                  ProblemType.UNSUPPORTED_MEDIA_TYPE,
                  "content-type",
                  "The body's media type is not supported here."));
      case ServiceUnavailableException e ->
          List.of(of(ProblemType.DEPENDENCY_UNAVAILABLE, "dependency", "Try again later."));
      case ClientErrorException e ->
          List.of(
              of(ProblemType.MALFORMED_REQUEST, "http-request", "The request could not be read."));
      case ConstraintViolationException e -> List.of(ofViolations(e));
      default -> List.of();
    };
  }

  private static Refusal of(ProblemType type, String check, String detail) {
    return new Refusal(type, check, detail, Map.of(), Optional.empty());
  }

  private static Refusal ofViolations(ConstraintViolationException violations) {
    List<Map<String, String>> errors =
        violations.getConstraintViolations().stream()
            .map(v -> Map.of("member", v.getPropertyPath().toString(), "rule", v.getMessage()))
            .sorted(Comparator.comparing(error -> error.get("member")))
            .toList();
    return new Refusal(
        ProblemType.MALFORMED_REQUEST,
        "validation",
        "Members of the request break their rules; errors lists them.",
        Map.of("errors", errors),
        Optional.empty());
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(MAX_DEPTH);
  }
}
