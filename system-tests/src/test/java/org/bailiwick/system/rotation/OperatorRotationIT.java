package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A second operator CA beside the first, and the end of the first, while the authority goes on. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorRotationIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;
  private TestLeaf before;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-operators");
    wire = new Wire(nodes.root());
    before = nodes.operator("officer-1");
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void theNewOneTakesOverWithoutARestartAndTheOldOneEndsByRevocation() throws Exception {
    long process = nodes.process("authority");
    assertThat(operatorCas()).containsExactly("operator-ca");
    assertThat(issuerOf(renewedNode())).endsWith("operator-ca");

    LaterCeremony.hold(nodes, "-operators");
    await("the bundle lists both").atMost(PATIENCE).until(() -> operatorCas().size() == 2);
    TestLeaf after =
        new TestLeaf(
            before.key(),
            Pem.certificates(
                Nodes.read(nodes.home().resolve("operators/officer-1-of-operator-ca-2.pem"))));
    assertThat(revocationBy(before).status()).isEqualTo(201);
    assertThat(revocationBy(after).status()).isEqualTo(201);
    assertThat(issuerOf(renewedNode())).endsWith("operator-ca");
    await("the new one issues")
        .atMost(PATIENCE)
        .until(() -> issuerOf(renewedNode()).endsWith("operator-ca-2"));
    assertThat(verify(after)).contains("leaf.pem: OK");
    assertThat(verify(before)).contains("unable to get local issuer certificate");

    wire.send(end("operator-ca").as(after)).expecting(201);
    assertThat(operatorCas()).containsExactly("operator-ca-2");
    Answer refusal = revocationBy(before);
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(revocationBy(after).status()).isEqualTo(201);
    assertThat(nodes.process("authority")).isEqualTo(process);
    assertThat(wire.send(Call.get(nodes.authority("/health/ready"))).status()).isEqualTo(200);

    nodes.kill("authority");
    nodes.restartAlone("authority");
    assertThat(operatorCas()).containsExactly("operator-ca-2");
    assertThat(revocationBy(before).status()).isEqualTo(401);
    assertThat(revocationBy(after).status()).isEqualTo(201);
  }

  private List<String> operatorCas() {
    return wire
        .send(Call.get(nodes.authority("/.well-known/spiffe-bundle")))
        .expecting(200)
        .json()
        .getJsonArray("bailiwick_operator_cas")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(each -> each.getString("issuer_id"))
        .toList();
  }

  private Answer revocationBy(TestLeaf officer) {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    String serial = AgentCredential.read(agent.certificate()).serial().hex();
    String order = "{\"serial\":\"" + serial + "\",\"reason\":\"superseded\"}";
    return wire.send(Call.post(nodes.authority("/v1/revocations"), order).as(officer));
  }

  /** The order to revoke an authority's own certificate. */
  private Call end(String issuer) {
    X509Certificate own =
        Pem.certificate(read(nodes.home().resolve("authority/ceremony/" + issuer + ".cer")));
    return Call.post(
        nodes.authority("/v1/revocations"),
        Json.createObjectBuilder()
            .add("serial", new SerialNumber(own.getSerialNumber()).hex())
            .add("issuer", issuer)
            .add("reason", "superseded")
            .build()
            .toString());
  }

  /** The certificate that the domain node would renew now. */
  private X509Certificate renewedNode() throws Exception {
    Path key = folder.resolve("node.key");
    Path csr = folder.resolve("node.csr");
    Tool.run(
        "openssl",
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=node",
        "-keyout",
        key.toString(),
        "-outform",
        "DER",
        "-out",
        csr.toString());
    String body =
        Json.createObjectBuilder()
            .add("csr", Base64.getEncoder().encodeToString(Files.readAllBytes(csr)))
            .add("use", "client")
            .build()
            .toString();
    Answer answer =
        wire.send(
                Call.post(nodes.authority("/v1/node-certificates"), body)
                    .as(Nodes.leaf(nodes.home().resolve("domain/tls"), "client")))
            .expecting(201);
    return Pem.certificates(answer.json().getString("chain")).getFirst();
  }

  private static String issuerOf(X509Certificate certificate) {
    String name = certificate.getIssuerX500Principal().getName();
    return name.substring("CN=".length(), name.indexOf(','));
  }

  /** By openssl, under the new authority's certificate and CRL. */
  private String verify(TestLeaf leaf) throws Exception {
    Path pem = Files.writeString(folder.resolve("leaf.pem"), Pem.of(leaf.certificate()));
    Path anchor = folder.resolve("operator-ca-2.pem");
    Path crl = folder.resolve("operator-ca-2.crl");
    Tool.run("curl", "-sSf", "-o", folder + "/a.cer", plain("/issuers/operator-ca-2.cer"));
    Tool.run("curl", "-sSf", "-o", folder + "/a.crl", plain("/crl/operator-ca-2.crl"));
    Tool.run(
        "openssl", "x509", "-inform", "DER", "-in", folder + "/a.cer", "-out", anchor.toString());
    Tool.run("openssl", "crl", "-inform", "DER", "-in", folder + "/a.crl", "-out", crl.toString());
    return Tool.run(
            "openssl",
            "verify",
            "-crl_check",
            "-CAfile",
            anchor.toString(),
            "-CRLfile",
            crl.toString(),
            pem.toString())
        .output();
  }

  private String plain(String path) {
    return nodes.plain(path).toString();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
