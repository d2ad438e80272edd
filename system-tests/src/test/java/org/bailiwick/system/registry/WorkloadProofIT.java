package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents that prove their key to a running registry by a Workload Identity Token and its proof
 * (R54, R58). Proofs are made by python3-jwcrypto, requests by curl, without a client certificate.
 */
class WorkloadProofIT {
  private static final String SCRIPT =
      """
      import base64, hashlib, json, sys, time, uuid
      from jwcrypto import jwk, jws
      key, chain, wit, aud, life = sys.argv[1:]
      leaf = open(chain).read().split('-----END')[0].split('\\n', 1)[1].replace('\\n', '')
      digest = base64.urlsafe_b64encode(hashlib.sha256(wit.encode()).digest()).decode().rstrip('=')
      now = int(time.time())
      claims = {'aud': aud, 'iat': now, 'exp': now + int(life), 'jti': str(uuid.uuid4()), 'wth': digest}
      token = jws.JWS(json.dumps(claims))
      token.add_signature(jwk.JWK.from_pem(open(key, 'rb').read()), None,
                          json.dumps({'typ': 'wpt+jwt', 'alg': 'ES256', 'x5c': [leaf]}))
      print(token.serialize(compact=True), end='')
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final URI discovery = nodes.registry("/v1/discovery");
  private TestLeaf agent;
  private String wit;
  private String requestId;

  @BeforeEach
  void enrol() throws IOException {
    Files.writeString(folder.resolve("proof.py"), SCRIPT);
    Enrolment enrolment = enrolment("mtls", "wit");
    Answer answer = wire.send(enrolment.call()).expecting(201);
    wit = answer.text("wit");
    agent = new TestLeaf(enrolment.key().getPrivate(), Pem.certificates(answer.text("chain")));
    agent.writeTo(folder);
  }

  private Enrolment enrolment(String... methods) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment
        .statement()
        .claim("validation_methods", List.of(methods))
        .claim("formats", List.of("x509", "wit"));
    return enrolment;
  }

  private String proof(Path key, String identity, URI audience, int seconds) {
    Tool made =
        Tool.run(
            "/usr/bin/python3",
            folder.resolve("proof.py").toString(),
            key.toString(),
            key.resolveSibling("chain.pem").toString(),
            identity,
            audience.toString(),
            String.valueOf(seconds));
    assertThat(made.exit()).as(made.output()).isZero();
    return made.output();
  }

  private String proof(URI audience) {
    return proof(folder.resolve("key.pem"), wit, audience, 60);
  }

  private String curl(String identity, String proof, String... more) {
    requestId = UUID.randomUUID().toString();
    List<String> line =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "-w",
                "\n%{http_code}",
                "--cacert",
                nodes.home().resolve("root.pem").toString(),
                "-H",
                "X-Request-ID: " + requestId,
                "-H",
                "Workload-Identity-Token: " + identity,
                "-H",
                "Workload-Proof-Token: " + proof));
    line.addAll(List.of(more));
    return Tool.run(line.toArray(String[]::new)).output();
  }

  private String discover(String identity, String proof) {
    return curl(identity, proof, discovery + "?capability=fx.rates@1");
  }

  private void refused(int status, String check, String answer) {
    assertThat(answer).contains("urn:bailiwick:problem:").endsWith("\n" + status);
    assertThat(Component.ARS.refusals(requestId, check))
        .anySatisfy(
            line -> {
              assertThat(line.event()).isEqualTo("peer.refused");
              assertThat(line.check()).isEqualTo(check);
            });
  }

  @Test
  void anAgentWithoutAClientCertificateRegistersAndSearches() {
    URI agents = nodes.registry("/v1/agents");
    String claim = Claim.of(agent).build().toString();
    String[] post = {
      "-H", "Content-Type: application/json", "--data-binary", claim, agents.toString()
    };
    assertThat(curl(wit, proof(agents), post)).endsWith("\n201").contains(agent.id().toString());
    post[3] = claim.replace("\"owner\":\"", "\"owner\":\"Other ");
    assertThat(curl(wit, proof(agents), post)).endsWith("\n409").contains("attribute-mismatch");
    assertThat(discover(wit, proof(discovery))).endsWith("\n200").contains("\"agents\"");
  }

  @Test
  void forgedStaleReplayedAndMisdirectedProofsAreRefused() throws IOException {
    Path key = folder.resolve("key.pem");
    String good = proof(discovery);
    assertThat(discover(wit, good)).endsWith("\n200");
    refused(400, "wpt-replayed", discover(wit, good));
    refused(400, "wpt-audience", discover(wit, proof(nodes.registry("/v1/agents"))));
    refused(400, "wpt-audience", discover(wit, proof(nodes.master("/v1/discovery"))));
    refused(400, "wpt-expired", discover(wit, proof(key, wit, discovery, -1)));
    refused(400, "wpt-lifetime", discover(wit, proof(key, wit, discovery, 600)));
    Path other = Files.writeString(folder.resolve("other.pem"), Pem.of(TestKeys.ec().getPrivate()));
    refused(400, "wpt-signature", discover(wit, proof(other, wit, discovery, 60)));
    refused(400, "wit-header", curl(wit, "", discovery + "?capability=fx.rates@1"));

    String anothers = wire.send(enrolment("wit").call()).expecting(201).text("wit");
    refused(400, "wpt-signature", discover(anothers, proof(key, anothers, discovery, 60)));
    refused(400, "wpt-wth", discover(wit, proof(key, anothers, discovery, 60)));
    String[] parts = wit.split("\\.", -1);
    String forged = parts[0] + "." + anothers.split("\\.", -1)[1] + "." + parts[2];
    refused(400, "wit-signature", discover(forged, proof(key, forged, discovery, 60)));
  }

  @Test
  void theCredentialMustAllowItAndStand() throws IOException {
    Enrolment handshakes = enrolment("mtls");
    Answer answer = wire.send(handshakes.call()).expecting(201);
    Path own = folder.resolve("handshakes");
    new TestLeaf(handshakes.key().getPrivate(), Pem.certificates(answer.text("chain")))
        .writeTo(own);
    String theirs = answer.text("wit");
    refused(
        403,
        "validation-method-not-allowed",
        discover(theirs, proof(own.resolve("key.pem"), theirs, discovery, 60)));

    assertThat(discover(wit, proof(discovery))).endsWith("\n200");
    new Officer(nodes, wire).revoke(agent);
    await("revocation")
        .atMost(Duration.ofSeconds(30))
        .until(() -> discover(wit, proof(discovery)).endsWith("\n401"));
    refused(401, "peer-revoked", discover(wit, proof(discovery)));
  }
}
