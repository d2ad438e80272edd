package org.bailiwick.command.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.http.ServerRefusal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The text for a command that failed: what is wrong, and in a second line what to do. */
public final class FailureText {
  private static final String SECOND_LINE = "\n  ";
  private static final String START =
      "Is the node up? ./bailiwick status shows it, and ./bailiwick up starts it.";

  /** By the check that failed in this process. */
  private static final Map<String, String> REMEDIES =
      Map.of(
          JsonEndpoint.NOT_REACHED,
          START,
          "operator-call-failed",
          START,
          "operator-call-timeout",
          START,
          "root-fingerprint",
          "Compare it with the root in the authority's home:"
              + " openssl x509 -in root.pem -noout -fingerprint -sha256",
          "credential-folder",
          "./bailiwick agent enrol puts key and credential into a folder.");

  private FailureText() {}

  /** Never null or empty, and without the names of classes if the cause is known. */
  public static String of(Throwable failure) {
    return switch (failure) {
      case ProblemException problem -> ofProblem(problem);
      case UncheckedIOException e -> ofFile(e.getMessage(), e.getCause());
      case IOException e -> FileFault.text(e);
      case Throwable e when e.getMessage() != null && !e.getMessage().isBlank() -> e.getMessage();
      default ->
          "This command failed by a fault of its own, "
              + failure.getClass().getSimpleName()
              + SECOND_LINE
              + "BAILIWICK_TRACE=yes prints where.";
    };
  }

  private static String ofProblem(ProblemException problem) {
    if (ServerRefusal.is(problem)) {
      return "Refused (%d %s): %s%s"
              .formatted(
                  problem.type().status(),
                  problem.type().slug(),
                  problem.detail(),
                  ServerRefusal.instance(problem).map(urn -> " [" + urn + "]").orElse(""))
          + page(problem.type());
    }
    String text =
        problem.getCause() instanceof FileSystemException file
            ? problem.detail() + ": " + FileFault.reason(file)
            : problem.detail();
    String remedy = REMEDIES.get(problem.check());
    return remedy == null ? text : text + SECOND_LINE + remedy;
  }

  /** The line that says where cause and remedy of this kind of refusal are. */
  public static String page(ProblemType type) {
    return SECOND_LINE + "What to do: docs/problems.md#" + type.slug();
  }

  /** Some exceptions have the text of their cause as their own. */
  private static String ofFile(String message, IOException cause) {
    return message == null || message.equals(cause.toString())
        ? FileFault.text(cause)
        : message + ": " + FileFault.reason(cause);
  }
}
