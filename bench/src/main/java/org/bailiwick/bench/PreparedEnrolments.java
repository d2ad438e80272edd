package org.bailiwick.bench;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentOrder;

/**
 * Writes enrolment requests for a running authority, one JSON object a line. Each has its own
 * nonce, agent name and P-256 key. All are for the same person, and for one device, one TPM or a
 * pod each. Each can be posted once, within the lifetime of a nonce (aca.nonce-lifetime).
 */
public final class PreparedEnrolments {
  private static final int ARGUMENTS = 4;

  private final AuthorityClient authority;
  private final Applicant applicant;
  private final EnrolmentOrder order;

  private PreparedEnrolments(AuthorityClient authority, Applicant applicant, EnrolmentOrder order) {
    this.authority = authority;
    this.applicant = applicant;
    this.order = order;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: bench.jar PROPERTIES OUTPUT COUNT NAME-PREFIX");
      System.exit(2);
    }
    BenchProperties properties = new BenchProperties(Path.of(arguments[0]));
    int count = Integer.parseInt(arguments[2]);
    try (AuthorityClient authority = properties.authority()) {
      PreparedEnrolments prepared =
          new PreparedEnrolments(authority, properties.applicant(), properties.order());
      Files.write(Path.of(arguments[1]), prepared.lines(arguments[3], count));
    }
  }

  private List<String> lines(String prefix, int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(number -> enrolment(prefix + number).toString())
        .toList();
  }

  private JsonObject enrolment(String name) {
    return authority.prepare(applicant, order.named(name), agentKey());
  }

  /** A new P-256 key. */
  public static KeyPair agentKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }
}
