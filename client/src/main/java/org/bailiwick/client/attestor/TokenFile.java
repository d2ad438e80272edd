package org.bailiwick.client.attestor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A token in a file. It is read at each enrolment, because platforms renew such files, as
 * Kubernetes does with a projected service-account token.
 */
public record TokenFile(String type, Path file) implements InitialEvidence {
  /** The type of an issuer's token for a workload (docs/attestors/oidc-token.md). */
  public static final String OIDC_TOKEN = "oidc-token";

  /** The type of a user's token for one enrolment (docs/attestors/join-token.md). */
  public static final String JOIN_TOKEN = "join-token";

  private static final int MAX = 64 * 1024;

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    try (InputStream in = Files.newInputStream(file)) {
      return new EnrolmentEvidence(type, text(in));
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, type + "-file", file + " cannot be read", e);
    }
  }

  /** A token from a stream such as standard input, for this enrolment only. */
  public static InitialEvidence once(String type, InputStream in) throws IOException {
    EnrolmentEvidence item = new EnrolmentEvidence(type, text(in));
    return request -> item;
  }

  private static String text(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX + 1);
    String token = new String(bytes, StandardCharsets.UTF_8).strip();
    if (bytes.length > MAX || token.isEmpty()) {
      throw new IOException("no token, or too long for one");
    }
    return token;
  }
}
