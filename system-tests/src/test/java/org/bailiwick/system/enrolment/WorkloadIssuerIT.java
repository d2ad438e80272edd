package org.bailiwick.system.enrolment;

import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.NONCE_INVALID;

import java.security.KeyPair;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;
import org.bailiwick.system.Jws;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/**
 * Tokens in the forms of Kubernetes, Google Cloud and Azure, each by rules of its own (R6; threats
 * 2, 4, 7 and 34 to 37).
 */
class WorkloadIssuerIT extends AttestorTable {
  private static final String CLUSTER = "https://kubernetes.issuers.example";
  private static final String GOOGLE = "https://google.issuers.example";
  private static final String AZURE = "https://sts.issuers.example/tenant-one/";
  private static final String MACHINE =
      "/subscriptions/S/resourcegroups/R/providers/Microsoft.Compute/virtualMachines/";
  private static final String FOREIGN = "workload-token-claim-not-allowed";
  private static final long HOUR = 3_600;

  private final KeyPair key = TestKeys.rsa2048();

  WorkloadIssuerIT() {
    super("oidc-token");
  }

  @Override
  void configure() {
    trust(
        "kubernetes",
        CLUSTER,
        """
        "required": {"/kubernetes.io/namespace": ["agents"]}, "subject": ["/kubernetes.io/pod/uid"]""");
    trust(
        "google",
        GOOGLE,
        """
        "required": {"/google/compute_engine/project_id": ["agents"]}, "nonce_in_audience": true,
        "subject": ["/google/compute_engine/instance_id"]""");
    trust(
        "azure",
        AZURE,
        """
        "required": {"/tid": ["tenant-one"], "/xms_mirid": ["%sone"]}, "ignore_case": true, "subject": ["/oid"]"""
            .formatted(MACHINE));
  }

  private void trust(String name, String issuer, String rules) {
    write(
        authority("workload-issuers/" + name + "-form.json"),
        """
        {"issuer": "%s", "audience": "%s", "algorithms": ["RS256"], "jwks": {"keys": [%s]}, %s}
        """
            .formatted(issuer, nodes.authority(""), publicJwk(), rules));
  }

  private String publicJwk() {
    try {
      JsonWebKey jwk = JsonWebKey.Factory.newJwk(key.getPublic());
      jwk.setKeyId("k1");
      return jwk.toJson(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  String evidence(String instance, Enrolment enrolment) {
    return kubernetes(instance).compact();
  }

  private Jws token(String issuer, String audience) {
    long now = Instant.now().getEpochSecond();
    return new Jws("RS256", "JWT", key.getPrivate())
        .header("kid", "k1")
        .claim("iss", issuer)
        .claim("aud", audience)
        .claim("sub", "whoever")
        .claim("iat", now)
        .claim("exp", now + HOUR);
  }

  private Jws kubernetes(String pod) {
    return token(CLUSTER, nodes.authority("").toString())
        .claim("kubernetes.io", Map.of("namespace", "agents", "pod", Map.of("uid", pod)));
  }

  private Jws google(String nonce) {
    return token(GOOGLE, nodes.authority("") + "?nonce=" + nonce).claim("google", engine("agents"));
  }

  private static Map<String, Object> engine(String project) {
    return Map.of(
        "compute_engine", Map.of("project_id", project, "instance_id", "7001234567890123456"));
  }

  private Jws azure() {
    return token(AZURE, nodes.authority("").toString())
        .claim("tid", "tenant-one")
        .claim("oid", instance())
        .claim("xms_mirid", MACHINE + "ONE");
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(bindings(), times(), places()).flatMap(rows -> rows);
  }

  private Stream<BadInput> bindings() {
    return Stream.of(
        BadInput.refused("3 the same enrolment twice", this::twice, NONCE_INVALID, "nonce-spent"),
        BadInput.refused(
            "3 a pod that another key was granted on",
            this::usedByAnother,
            EVIDENCE_REJECTED,
            "subject-bound-to-another-key"),
        said("3 Google: token for another nonce", n -> google("other"), "workload-token-audience"),
        said(
            "36 token for another service",
            n -> kubernetes(instance()).claim("aud", "https://vault.example"),
            "workload-token-audience"),
        said(
            "5 forged",
            n -> kubernetes(instance()).signedBy(TestKeys.rsa3072().getPrivate()),
            "workload-token-signature"),
        said(
            "34 signed by a MAC",
            n ->
                azure()
                    .header("alg", "HS256")
                    .signedBy(new SecretKeySpec(key.getPublic().getEncoded(), "HmacSHA256")),
            "workload-token-algorithm"),
        said(
            "37 token of another kind",
            n -> azure().header("typ", "at+jwt"),
            "workload-token-type"));
  }

  private Stream<BadInput> times() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        said(
            "7 stale",
            n -> kubernetes(instance()).claim("exp", now - HOUR),
            "workload-token-expired"),
        said(
            "7 issued long ago",
            n -> kubernetes(instance()).claim("iat", now - 2 * HOUR),
            "workload-token-too-old"),
        said(
            "7 from the future",
            n -> azure().claim("iat", now + HOUR),
            "workload-token-from-future"));
  }

  private Stream<BadInput> places() {
    return Stream.of(
        said(
            "7 Kubernetes: foreign namespace",
            n -> kubernetes("p").claim("kubernetes.io", Map.of("namespace", "other")),
            FOREIGN),
        said("7 Google: foreign project", n -> google(n).claim("google", engine("x")), FOREIGN),
        said("7 Azure: foreign tenant", n -> azure().claim("tid", "tenant-two"), FOREIGN),
        said("7 Azure: other machine", n -> azure().claim("xms_mirid", MACHINE + "two"), FOREIGN),
        said("7 Azure: claim not there", n -> azure().without("xms_mirid"), FOREIGN),
        said(
            "35 issuer that nobody configured",
            n -> azure().claim("iss", "https://sts.issuers.example/tenant-two/"),
            "workload-token-issuer-unknown"));
  }

  private BadInput said(String name, Function<String, Jws> token, String check) {
    return BadInput.refused(name, () -> with(token).call(), EVIDENCE_REJECTED, check);
  }

  /** With the token made for the enrolment's nonce. */
  private Enrolment with(Function<String, Jws> token) {
    Enrolment enrolment = bare();
    return enrolment.evidence(type(), token.apply(enrolment.nonce()).compact());
  }

  private Call twice() {
    Call call = enrolment().call();
    wire.send(call).expecting(201);
    return call;
  }

  @Test
  void grantsGooglesInstanceByANonceInItsAudienceAndAnyKeyOfIt() {
    with(this::google).granted();
    with(this::google).granted();
  }

  @Test
  void grantsAzuresMachineHoweverItsNameIsWritten() {
    with(nonce -> azure()).granted();
  }
}
