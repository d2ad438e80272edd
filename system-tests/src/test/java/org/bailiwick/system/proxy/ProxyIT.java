package org.bailiwick.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bailiwick.contract.problem.ProblemType.AGENT_UNKNOWN;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_NOT_TRUSTED;
import static org.bailiwick.contract.problem.ProblemType.CREDENTIAL_REVOKED;
import static org.bailiwick.contract.problem.ProblemType.PEER_CERTIFICATE_REQUIRED;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HAProxy, with the configuration of docs/deploy.md, ends the TLS of the domain node's peers and
 * tells the node their certificate (RFC 9440; threat 44).
 */
class ProxyIT extends BadInputTable {
  private static final String CAPABILITY = "fx.rates@1?by=proxy";
  private static final String FIELD = "Client-Cert";

  @TempDir private Path folder;
  private final int port = Nodes.freePort();
  private final Wire outside;
  private final TestLeaf agent = new Enrolment(nodes, wire).capabilities(CAPABILITY).granted();
  private final TestLeaf other = new Enrolment(nodes, wire).capabilities(CAPABILITY).granted();

  ProxyIT() {
    super(Component.ARS);
    nodes.startProxy(port, nodes.master(""));
    outside =
        new Wire(
            Pem.certificates(Nodes.read(nodes.outside().resolve("proxy/tls-root.pem"))).getFirst());
    await("HAProxy")
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> outside.send(discovery()).status() == PEER_CERTIFICATE_REQUIRED.status());
  }

  @Override
  protected Wire sender() {
    return outside;
  }

  @Override
  protected Stream<BadInput> table() {
    TestCa namesake = TestCa.create("bailiwick.example");
    String name = AgentCredential.read(agent.certificate()).agent().name();
    return Stream.of(
        row("no certificate", c -> c, PEER_CERTIFICATE_REQUIRED, "peer-certificate-required"),
        row(
            "44 certificate in the proxy's own field",
            c -> c.header(FIELD, field(agent)),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        row(
            "44 certificate in the field's underscore twin",
            c -> c.header("Client_Cert", field(agent)),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        row(
            "44 chain without a certificate",
            c -> c.header(FIELD + "-Chain", field(agent)),
            PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required"),
        row(
            "49 same agent of another authority",
            c -> c.as(namesake.agent(name, CAPABILITY)),
            CREDENTIAL_NOT_TRUSTED,
            "peer-path-invalid"),
        row("41 revoked credential", c -> c.as(revoked()), CREDENTIAL_REVOKED, "peer-revoked"),
        BadInput.refused(
            "44 own certificate with another's in the field",
            () -> deleteOther().header(FIELD, field(other)).as(agent),
            AGENT_UNKNOWN,
            "agent-not-listed"));
  }

  /** The field from an address that is no proxy's means nothing. */
  @Test
  void nodeItselfIgnoresTheFieldOfOthers() {
    Call direct = Call.get(nodes.registry("/v1/discovery?capability=fx.rates@1"));
    assertThat(wire.send(direct.header(FIELD, field(agent))).text("type"))
        .endsWith(":peer-certificate-required");
  }

  /** RFC 8705: the token is bound to the certificate that the proxy saw. */
  @Test
  void tokenIsBoundToTheCertificateThatTheProxySaw() {
    Partner partner = new Partner(nodes);
    Call exchange = partner.exchange(Partner.form(partner.grant().compact())).through(port);
    String token =
        outside.send(exchange.as(nodes.partner("buyer"))).expecting(200).text("access_token");
    Call job = Call.post(nodes.master("/v1/jobs"), "{}").bearer(token);
    assertThat(outside.send(job.through(port).as(nodes.partner("thief"))).status()).isEqualTo(401);
    assertThat(outside.send(job.through(port).as(nodes.partner("buyer"))).status()).isEqualTo(400);
  }

  /**
   * Octets that two readers may take for one request or for two, and a field that they may take for
   * a part of another; sent by openssl. Were the node to find a request that the proxy did not see,
   * that could be anybody's.
   */
  @Test
  void threat44NoRequestAndNoFieldIsHiddenFromTheProxy() {
    TestLeaf victim = new Enrolment(nodes, wire).capabilities(CAPABILITY).granted();
    Call register = Call.post(nodes.registry("/v1/agents"), Claim.of(victim).build().toString());
    String id = outside.send(register.through(port).as(victim)).expecting(201).text("id");
    URI record = nodes.registry("/v1/agents/" + id.substring("urn:uuid:".length()));
    HiddenRequests hidden = new HiddenRequests(record.getPath(), field(victim));
    hidden.all().parallelStream().forEach(octets -> hidden.send(octets, port, folder));
    assertThat(outside.send(Call.get(record).through(port).as(agent)).status()).isEqualTo(200);
    outside.send(Call.delete(record).through(port).as(victim)).expecting(204);
  }

  @Override
  protected void requireService() {
    assertThat(outside.send(discovery().as(agent)).expecting(200).body()).contains("agents");
  }

  private BadInput row(String name, UnaryOperator<Call> change, ProblemType type, String check) {
    return BadInput.refused(name, () -> change.apply(discovery()), type, check);
  }

  private Call discovery() {
    return Call.get(nodes.registry("/v1/discovery?capability=fx.rates@1")).through(port);
  }

  private Call deleteOther() {
    Call register = Call.post(nodes.registry("/v1/agents"), Claim.of(other).build().toString());
    String id = outside.send(register.through(port).as(other)).text("id");
    return Call.delete(nodes.registry("/v1/agents/" + id.substring("urn:uuid:".length())))
        .through(port);
  }

  private TestLeaf revoked() {
    TestLeaf leaf = new Enrolment(nodes, wire).granted();
    new Officer(nodes, wire).revoke(leaf);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> outside.send(discovery().as(leaf)).status() == 401);
    return leaf;
  }

  private static String field(TestLeaf leaf) {
    try {
      return ":" + Base64.getEncoder().encodeToString(leaf.certificate().getEncoded()) + ":";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
