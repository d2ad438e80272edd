package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.master.RunningJobs;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a machine with nothing but its manufacturer's certificate to an agent that serves jobs, and
 * off the network again (R8, R24). The far side of each step is nftables, curl, openssl,
 * wpa_supplicant, hostapd or FreeRADIUS.
 */
class CampusJourneyIT {
  private static final Logger LOG = System.getLogger(CampusJourneyIT.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SETTLED = Duration.ofMillis(2500);
  private static final int ACCEPTED = 202;
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  private static final String ENROLMENT =
      """
      cd "$1"
      openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -outform DER -out request.der \
        -subj "/CN=$2" 2>/dev/null
      openssl base64 -in request.der -out request.b64
      curl -sSf --cacert "$3" --connect-to "$4" --cert idevid.pem --key idevid.key \
        -H 'Content-Type: application/pkcs10' --data-binary @request.b64 "$5/simpleenroll" >answer.b64
      openssl base64 -d -in answer.b64 | openssl pkcs7 -inform DER -print_certs -out chain.pem
      issuer=$(openssl x509 -in chain.pem -noout -ext authorityInfoAccess | sed -n 's/.*CA Issuers - URI://p')
      curl -sSf --connect-to "$6" "$issuer" | openssl x509 -inform DER >>chain.pem
      """;

  @TempDir private Path temp;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final String serial = "gate-" + UUID.randomUUID().toString().substring(0, 8);
  private final int port = Nodes.freePort();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Path> written = new ArrayList<>();
  private ProvisioningLink link;
  private RadiusServer server;
  private WatchProcess watch;
  private Dot1xPort campus;
  private Path folder;
  private long began = System.nanoTime();

  @BeforeEach
  void prepare() throws Exception {
    link = ProvisioningLink.lay();
    open.add(link);
    ListedAgents.dismiss(nodes, wire);
    CampusCredentials credentials = new CampusCredentials(nodes, temp);
    credentials.profile("server", "service", "PT24H", "");
    written.add(nodes.home().resolve("authority/profiles/campus-server.json"));
    foresee();
    Thread.sleep(SETTLED); // files of operators count a moment later
    AgentFolder radius = credentials.enrolled("service", "server", "radius-" + serial);
    server = new RadiusServer(nodes, temp.resolve("raddb"), radius.path());
    server.start();
    open.add(server::stop);
    campus = Dot1xPort.open(link, server, temp);
    open.add(campus);
    watch = WatchProcess.start(nodes, server, temp);
    open.add(watch::kill);
    folder = Files.createDirectory(temp.resolve("machine"));
    part("prepared");
  }

  @AfterEach
  void stop() throws Exception {
    RunningJobs.awaitEnds();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    for (Path each : written) {
      Files.deleteIfExists(each);
    }
    ListedAgents.dismiss(nodes, wire);
  }

  /** What an operator writes before the machine is there: who it may become. */
  private void foresee() throws IOException {
    Path maker = nodes.outside().resolve("maker/maker.pem");
    String issuer =
        Pem.certificates(Nodes.read(maker))
            .getFirst()
            .getSubjectX500Principal()
            .getName(X500Principal.RFC2253);
    write(
        "authority/profiles/campus-gate.json",
        """
        {"name": "campus-gate", "validity": "PT24H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "required_status": "none", "attestors": [["idevid"]]}
        """);
    write(
        "authority/est/campus.json",
        """
        {"stated_at": "2026-11-01T00:00:00Z", "devices": [
         {"issuer": "%s", "serials": ["%s"], "name": "{serial}", "owner": "Treasury", "profile": "campus-gate",
          "capabilities": ["fx.rates@1"], "locator": "https://127.0.0.1:%d/work", "validation_methods": ["mtls"],
          "principal": {"issuer": "%s", "subject": "alice", "roles": ["agent-owner"]}}]}
        """
            .formatted(issuer, serial, port, nodes.address("idp")));
  }

  private void write(String file, String text) throws IOException {
    Path path = nodes.home().resolve(file);
    Files.createDirectories(path.getParent());
    written.add(path);
    Files.writeString(path, text);
  }

  private void part(String what) {
    long now = System.nanoTime();
    LOG.log(Level.INFO, "{0} in {1} ms", what, Duration.ofNanos(now - began).toMillis());
    began = now;
  }

  @Test
  void aMachineComesOntoTheNetworkWorksAndIsTakenOff() throws Exception {
    reachesTheAuthorityAlone();
    part("gateway closed");
    TestLeaf agent = enrolledOverEst();
    part("enrolled over EST");
    assertThat(campus.admits(nodes, folder, radius())).as(server.log()).isTrue();
    part("admitted by EAP-TLS");
    AgentProcess program = AgentProcess.start(nodes, "rate-finder", agent, port);
    open.add(program::stop);
    part("program started");
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201);
    part("registered");
    doesAJob();
    part("job done");

    new Officer(nodes, wire).revoke(agent);
    part("revoked");
    await("session ended").atMost(PATIENCE).until(() -> campus.said("Found a matching session"));
    part("session ended by the switch");
    watch.awaitLine("session=ended reason=revoked name=" + agent.id());
    assertThat(campus.said("RADIUS DAS: User-Name match")).isTrue();
    assertThat(campus.admits(nodes, folder, radius())).isFalse();
    assertThat(server.log()).contains("ocsp: Cert status: revoked");
    part("refused by EAP-TLS");
    await("not listed").atMost(PATIENCE).until(() -> !isListed(agent.id().toString()));
    part("no longer listed");
    wire.send(Call.get(nodes.registry("/v1/discovery?capability=fx.rates@1")).as(agent))
        .expecting(401);
    Answer refused =
        await("no more jobs")
            .atMost(PATIENCE)
            .until(this::order, answer -> answer.status() != ACCEPTED);
    part("no more jobs: " + refused.body());
  }

  /** By the rules of the gateway: what was reached before them is not reached after. */
  private void reachesTheAuthorityAlone() throws Exception {
    int tls = nodes.authority("").getPort();
    int plain = nodes.plain("").getPort();
    int domain = nodes.master("").getPort();
    Forwarder forwarder = new Forwarder();
    open.add(forwarder);
    for (int each : List.of(tls, plain, domain)) {
      forwarder.from(link.authority(), each);
    }
    forwarder.from(link.other(), tls);
    assertThat(reaches(link.authority(), domain)).isTrue();
    assertThat(reaches(link.other(), tls)).isTrue();
    link.load(
        OperatorCommand.run(
            nodes,
            0,
            "campus",
            "provisioning",
            "--check",
            "--device",
            "eth0",
            "--authority-at",
            link.authority(),
            "--tls-port",
            Integer.toString(tls),
            "--plain-port",
            Integer.toString(plain)));
    assertThat(reaches(link.authority(), tls)).isTrue();
    assertThat(reaches(link.authority(), plain)).isTrue();
    assertThat(reaches(link.authority(), domain)).isFalse();
    assertThat(reaches(link.other(), tls)).isFalse();
    assertThat(link.counted("refused")).doesNotContain("packets 0 ");
  }

  private boolean reaches(String address, int at) {
    return link.onMachine("ncat", "-z", "-w", "2", address, Integer.toString(at)).exit() == 0;
  }

  /** With openssl and curl, which are all that runs on the machine. */
  private TestLeaf enrolledOverEst() throws IOException {
    Path maker = nodes.outside().resolve("maker");
    String idevid =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj"
            + " /O=Acme/serialNumber=%s -CA %s/maker.pem -CAkey %s/maker.key"
                .formatted(serial, maker, maker)
            + " -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature"
            + " -keyout %1$s/idevid.key -out %1$s/idevid.pem".formatted(folder);
    AgentFolder.openssl(idevid.split(" "));
    URI est = nodes.authority("/.well-known/est/campus");
    Tool tool =
        link.onMachine(
            "bash",
            "-euc",
            ENROLMENT,
            "_",
            folder.toString(),
            serial,
            nodes.home().resolve("root.pem").toString(),
            through(est),
            est.toString(),
            through(nodes.plain("")));
    assertThat(tool.exit()).as(tool.output()).isZero();
    return new TestLeaf(
        Pem.privateKey(Nodes.read(folder.resolve("key.pem"))),
        Pem.certificates(Nodes.read(folder.resolve("chain.pem"))));
  }

  /** The authority's address on the way from the provisioning network, for curl. */
  private String through(URI uri) {
    return "%s:%d:%s:%d".formatted(uri.getHost(), uri.getPort(), link.authority(), uri.getPort());
  }

  private String radius() {
    return "spiffe://bailiwick.example/service/radius-" + serial;
  }

  private Answer order() {
    return wire.send(
        Call.post(nodes.master("/v1/jobs"), JOB)
            .bearer(new Partner(nodes).accessToken(wire))
            .as(nodes.partner("buyer")));
  }

  private void doesAJob() {
    Answer accepted =
        await("accepted")
            .atMost(PATIENCE)
            .until(this::order, answer -> answer.status() == ACCEPTED);
    assertThat(ended(accepted.text("id")).toString())
        .contains("\"state\":\"done\"")
        .contains("1.0842");
  }

  private JsonObject ended(String job) {
    String token = new Partner(nodes).accessToken(wire);
    Call state = Call.get(nodes.master("/v1/jobs/" + job)).bearer(token);
    return await("end of the job")
        .atMost(PATIENCE)
        .until(
            () -> wire.send(state.as(nodes.partner("buyer"))).expecting(200).json(),
            answer -> !answer.getString("state").equals("running"));
  }

  private static boolean isListed(String name) {
    return !Component.ARS
        .column("select serial from agent where state = 'LISTED' and name = '" + name + "'")
        .isEmpty();
  }
}
