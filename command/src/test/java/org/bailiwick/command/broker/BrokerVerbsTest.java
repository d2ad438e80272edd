package org.bailiwick.command.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.bailiwick.broker.BrokerSettings;
import org.bailiwick.broker.records.RecordKey;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.command.migration.MigrateCommand;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The commands of a broker's operator, on an H2 file and a SoftHSM token. */
class BrokerVerbsTest {
  private static final String CANARY = "canary-91d7-secret";
  private static final String ASSET =
      """
      {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high",
       "url": "postgresql://127.0.0.1:1/orders", "tls": {"mode": "none"},
       "credential": {"method": "postgresql-role", "user": "broker", "secret": "orders-admin"},
       "operations": [{"capability": "orders.count@1", "access": "read", "roles": ["orders_reader"],
         "statement": "select count(*) from orders", "parameters": []}]}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path settings;

  @BeforeEach
  void prepare() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("broker") + ";WRITE_DELAY=0";
    SoftHsm.Token token = SoftHsm.freshToken();
    settings =
        Files.write(
            folder.resolve("broker.properties"),
            List.of(
                "master.url=https://127.0.0.1:1",
                "assets=assets",
                "database.url=" + url,
                "hsm.configuration=" + token.configuration(),
                "hsm.pin-file=" + token.pinFile()));
    Files.createDirectories(folder.resolve("assets"));
    Files.writeString(folder.resolve("assets/orders-db.json"), ASSET);
    Path list = Files.writeString(folder.resolve("list.properties"), "broker.url=" + url);
    assertThat(
            line(new MigrateCommand())
                .execute("--sql", Path.of("..", "sql").toString(), list.toString()))
        .as(err.toString())
        .isZero();
  }

  private CommandLine line(Object command) {
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println(failure.getMessage());
              return 1;
            });
  }

  private int run(String... verb) {
    String[] all = Arrays.copyOf(verb, verb.length + 1);
    all[verb.length] = "--settings=" + settings;
    return line(new BrokerCommand()).execute(all);
  }

  private int runWith(String input, String... verb) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(verb);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void checksWhatAnAssetServes() throws Exception {
    assertThat(run("check")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("orders-db", "orders.count@1", "risk high");
    Files.writeString(
        folder.resolve("assets/orders-db.json"), ASSET.replace("\"none\"", "\"plain\""));
    assertThat(run("check")).isEqualTo(1);
    assertThat(err.toString()).contains("mode is not verify-full or none");
  }

  @Test
  void keepsSecretsAndNeverShowsThem() {
    assertThat(runWith(CANARY + "\nnot read\n", "secret", "put", "orders-admin"))
        .as(err.toString())
        .isZero();
    assertThat(runWith(CANARY + "-2", "secret", "put", "orders-admin")).isEqualTo(1);
    assertThat(runWith(CANARY + "-2", "secret", "rotate", "orders-admin")).isZero();
    assertThat(runWith("", "secret", "put", "empty")).isEqualTo(1);
    assertThat(runWith("x", "secret", "put", "Not A Name")).isEqualTo(1);
    assertThat(run("secret", "list")).isZero();
    assertThat(out.toString()).contains("orders-admin  version 2").doesNotContain("empty");
    assertThat(run("secret", "delete", "orders-admin")).isZero();
    assertThat(run("secret", "delete", "orders-admin")).isEqualTo(1);
    assertThat(run("audit")).isZero();
    assertThat(out.toString()).contains("secret.added", "secret.rotated", "secret.deleted");
    assertThat(out + err.toString()).doesNotContain("canary");
  }

  @Test
  void listsNoLeasesOfANewBroker() {
    assertThat(run("leases", "list", "--all")).as(err.toString()).isZero();
    assertThat(run("audit", "--rows", "5")).isZero();
  }

  @Test
  void aCommandWithoutItsOptionsIsRefused() {
    assertThat(line(new BrokerCommand()).execute("secret")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required subcommand");
  }

  @Test
  void anOptionThatWasNotGivenIsAPlaceInTheHome() {
    CommandSpec command = line(new BrokerCommand()).getCommandSpec();
    assertThat(SettingsOption.ofHome(command, "--folder", "broker/agent", "/home"))
        .isEqualTo(Path.of("/home/broker/agent"));
    assertThatThrownBy(() -> SettingsOption.ofHome(command, "--folder", "broker/agent", null))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--folder, or BAILIWICK_HOME");
  }

  private int sql(String statement) throws Exception {
    try (Connection owner =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("broker"));
        Statement run = owner.createStatement()) {
      return run.executeUpdate(statement);
    }
  }

  /** Signs the head of the log, as a broker that runs. */
  private void sign() {
    BrokerSettings read = BrokerSettings.read(settings);
    try (BrokerStore store = BrokerStore.open(read.database(), Clock.systemUTC());
        Pkcs11Token token = Pkcs11Token.open(read.token())) {
      new SignedRecords(read.watch().headsFile(), store, new RecordKey(token), Clock.systemUTC())
          .keep();
    }
  }

  @Test
  void verifiesTheSignedHeadsOfTheAuditLog() throws Exception {
    assertThat(run("audit", "verify")).as(out + err.toString()).isZero();
    assertThat(out.toString()).contains("nothing is signed yet");
    runWith(CANARY, "secret", "put", "orders-admin");
    sign();
    assertThat(run("audit", "verify")).as(out + err.toString()).isZero();
    assertThat(out.toString())
        .contains("intact: 3 rows of broker", "signed up to row 3", "audit key ");
    assertThat(run("audit", "verify", "--audit-key", "another")).isEqualTo(1);
    assertThat(out.toString()).contains("BROKEN: the key of the audit log is");
    sql("update audit_entry set resource = 'other-admin' where event = 'secret.added'");
    assertThat(run("audit", "verify")).isEqualTo(1);
    assertThat(out.toString()).contains("BROKEN: row 2 differs from what was written");
  }

  @Test
  void theOperatorAcceptsAGapAndVerifyTellsIt() throws Exception {
    runWith(CANARY, "secret", "put", "orders-admin");
    sign();
    assertThat(run("audit", "accept-gap", "--reason", "nothing is missing")).isEqualTo(1);
    sql("delete from audit_entry where seq = 3");
    sql("update audit_end set seq = 2, hash = (select hash from audit_entry where seq = 2)");
    assertThat(run("audit", "verify")).isEqualTo(1);
    assertThat(out.toString()).contains("BROKEN: row 3 was signed at");
    assertThat(run("audit", "accept-gap", "--reason", "")).isEqualTo(1);
    assertThat(run("audit", "accept-gap", "--reason", "restored")).as(err.toString()).isZero();
    assertThat(run("audit", "verify")).as(out + err.toString()).isZero();
    assertThat(out.toString()).contains("gap accepted at", "(restored)");
  }
}
