package org.bailiwick.client.status;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.bailiwick.client.credential.IssuingAuthorities;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.status.StatusAnswer.Unknown;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;

/** Asks the OCSP responder of the authority (docs/ocsp.md). No certificate is needed to ask. */
public final class StatusClient implements AutoCloseable {
  private static final String REQUEST = "application/ocsp-request";

  /** Others give up as soon: a RADIUS server after 5 s, a browser after a few. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final JsonEndpoint authority;
  private final TrustedAuthority trusted;
  private final InstantSource clock;

  public StatusClient(URI authority, TrustedAuthority trusted) {
    this(new JsonEndpoint(authority, trusted.serverTls()), trusted, Clock.systemUTC());
  }

  StatusClient(JsonEndpoint authority, TrustedAuthority trusted, InstantSource clock) {
    this.authority = authority;
    this.trusted = trusted;
    this.clock = clock;
  }

  /**
   * The status of the credential with this serial number, as the ledger has it at this moment. Each
   * issuing CA of the trust bundle is asked until one knows the number.
   */
  public StatusAnswer status(SerialNumber serial) {
    StatusAnswer status =
        new Unknown("The authority lists no issuing certificate below the trusted root");
    try {
      for (X509Certificate issuer : IssuingAuthorities.published(authority, trusted).values()) {
        OcspQuestion question = OcspQuestion.about(serial, issuer);
        byte[] answer = authority.bytes("/ocsp", REQUEST, question.encode());
        status = question.read(answer, clock.instant());
        if (!(status instanceof Unknown)) {
          return status;
        }
      }
      return status;
    } catch (ProblemException e) {
      return new Unknown("The authority gave no answer: " + e.getMessage());
    } catch (ClassCastException e) {
      return new Unknown("The authority's trust bundle is malformed");
    }
  }

  /**
   * Asks a responder about a certificate over plain HTTP, as others do that rely on it.
   *
   * @param issuer the authority that has issued the certificate
   */
  public static StatusAnswer ask(
      URI responder, X509Certificate certificate, X509Certificate issuer) {
    OcspQuestion question =
        OcspQuestion.about(new SerialNumber(certificate.getSerialNumber()), issuer);
    try (JsonEndpoint plain = new JsonEndpoint(responder, TrustedAuthority.noTls(), PATIENCE)) {
      byte[] answer = plain.bytes(responder.toString(), REQUEST, question.encode());
      return question.read(answer, Instant.now());
    } catch (ProblemException e) {
      return new Unknown("The responder gave no answer: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    authority.close();
  }
}
