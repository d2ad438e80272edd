package org.bailiwick.client.enrolment;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.client.attestor.EvidenceRequest;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonAnswer;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.wit.WorkloadToken;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Enrols agents, services and devices at the authority. */
public final class AuthorityClient implements AutoCloseable {
  private static final int ACCEPTED = 202;
  private static final int P384_BITS = 384;

  private final JsonEndpoint authority;
  private final Clock clock;

  public AuthorityClient(URI authority, TrustedAuthority trusted) {
    this(authority, trusted, Clock.systemUTC());
  }

  AuthorityClient(URI authority, TrustedAuthority trusted, Clock clock) {
    this.authority = new JsonEndpoint(authority, trusted.serverTls());
    this.clock = clock;
  }

  /** Requests a nonce for one enrolment within its lifetime. */
  public String nonce() {
    return authority
        .post("/v1/nonces", JsonObject.EMPTY_JSON_OBJECT, Map.of())
        .body()
        .getString("nonce");
  }

  /**
   * Enrols one agent for this key. If officers may have to approve it, use {@code
   * CredentialEnrolment}, which keeps the request.
   *
   * @throws ProblemException the authority's refusal
   */
  public EnrolmentAnswer enrol(DeviceIdentity device, EnrolmentOrder order, KeyPair key) {
    return enrol(prepare(device, order, key));
  }

  /** The same for an applicant of any kind. */
  public EnrolmentAnswer enrol(Applicant applicant, EnrolmentOrder order, KeyPair key) {
    return enrol(prepare(applicant, order, key));
  }

  /**
   * Posts a prepared enrolment within its nonce's lifetime. After a refusal with {@link
   * ProblemException#retryAfter} the nonce is still unused, so the same body can be posted after
   * that time.
   */
  public EnrolmentAnswer enrol(JsonObject prepared) {
    return enrol(prepared, UUID.randomUUID().toString());
  }

  /** The same with an idempotency key, by which the authority recognises a repeated request. */
  public EnrolmentAnswer enrol(JsonObject prepared, String idempotencyKey) {
    JsonAnswer answer = send(prepared, Map.of("Idempotency-Key", idempotencyKey));
    return parsed(
        () -> answer.status() == ACCEPTED ? EnrolmentProgress.of(answer) : issued(answer.body()));
  }

  /**
   * The progress of a request that waits for officers.
   *
   * @throws ProblemException NOT_FOUND if the authority has no request of this identifier
   */
  public EnrolmentProgress progress(UUID id) {
    JsonAnswer answer = authority.get("/v1/enrolments/" + id, Map.of());
    return parsed(() -> EnrolmentProgress.of(answer));
  }

  /**
   * Prepares the body of an enrolment with a fresh nonce. It can be posted to {@code
   * /v1/enrolments} once within the nonce's lifetime.
   */
  public JsonObject prepare(DeviceIdentity device, EnrolmentOrder order, KeyPair key) {
    return prepare(Applicant.of(device), order, key);
  }

  /** The same for an applicant of any kind. */
  public JsonObject prepare(Applicant applicant, EnrolmentOrder order, KeyPair key) {
    EvidenceRequest request = new EvidenceRequest(nonce(), key, this::tpmChallenge);
    byte[] encodedKey =
        switch (applicant.form()) {
          case REQUEST -> request(order.credential().name(), key);
          case BARE -> key.getPublic().getEncoded();
        };
    return new Submission(applicant, order, clock).body(encodedKey, request);
  }

  /**
   * Requests a token with which the agent of this order can enrol once without a user token.
   *
   * @param userToken JWT of the user's identity provider
   * @param lifetime if empty, the longest that the authority allows
   */
  public GrantedJoinToken joinToken(
      String userToken, EnrolmentOrder order, Optional<Duration> lifetime) {
    return GrantedJoinToken.of(
        authority
            .post(
                "/v1/join-tokens",
                GrantedJoinToken.request(order, lifetime),
                Map.of("Authorization", "Bearer " + userToken))
            .body());
  }

  /** Requests a challenge for the TPM with the keys in the question (docs/attestors/tpm.md). */
  public JsonObject tpmChallenge(JsonObject question) {
    return authority.post("/v1/tpm-challenges", question, Map.of()).body();
  }

  /** Posts again if the answer was lost; the idempotency key prevents a second enrolment. */
  private JsonAnswer send(JsonObject body, Map<String, String> once) {
    try {
      return authority.post("/v1/enrolments", body, once);
    } catch (ProblemException e) {
      if (e.check().equals(JsonEndpoint.NOT_REACHED)) {
        return authority.post("/v1/enrolments", body, once);
      }
      throw e;
    }
  }

  /** Treats a malformed answer as none, since the authority may have issued a credential. */
  private static <T> T parsed(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuntimeException e) { // from a parser, or for a missing member
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "answer-form",
          "The authority's answer lacks a member or has a malformed one",
          e);
    }
  }

  private static EnrolledCredential issued(JsonObject answer) {
    return new EnrolledCredential(
        SerialNumber.parse(answer.getString("serial")),
        WorkloadId.parse(answer.getString("agent")),
        Instant.parse(answer.getString("not_after")),
        Optional.ofNullable(answer.getString("renew_at", null)).map(Instant::parse),
        Pem.certificates(answer.getString("chain")),
        Optional.ofNullable(answer.getString("wit", null)).map(WorkloadToken::parse));
  }

  /** PKCS #10 in DER, signed by the agent's key; the authority reads only the key. */
  private static byte[] request(String name, KeyPair key) {
    try {
      JcaPKCS10CertificationRequestBuilder request =
          new JcaPKCS10CertificationRequestBuilder(
              new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build(),
              key.getPublic());
      return request
          .build(new JcaContentSignerBuilder(algorithm(key.getPublic())).build(key.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("the agent's key cannot sign a request", e);
    }
  }

  private static String algorithm(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P384_BITS ->
          "SHA384withECDSA";
      case ECPublicKey ec -> "SHA256withECDSA";
      case RSAPublicKey rsa -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }

  @Override
  public void close() {
    authority.close();
  }
}
