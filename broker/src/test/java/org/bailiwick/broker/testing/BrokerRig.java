package org.bailiwick.broker.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetFolder;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.SecretSource;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.store.DatabaseLogin;
import org.bailiwick.contract.identity.SpiffeId;

/** The broker's own database in memory, and calls. */
public final class BrokerRig {
  private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

  /** A database with the tables of all migrations. */
  public BrokerStore store() throws SQLException, IOException {
    migrate(url);
    return BrokerStore.open(login(), Clock.systemUTC());
  }

  public DatabaseLogin login() {
    return new DatabaseLogin(url, "", Optional.empty());
  }

  /** Makes the tables of a new database. */
  public static void migrate(String url) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (Path version : versions()) {
        statement.execute(Files.readString(version));
      }
    }
  }

  private static List<Path> versions() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../sql/broker"))) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  /** Executes a statement beside the code. */
  public int sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement run = connection.createStatement()) {
      return run.executeUpdate(statement);
    }
  }

  /** The asset of a file with this text. */
  public static Asset asset(String json) throws IOException {
    Path folder = Files.createTempDirectory("assets");
    Files.writeString(folder.resolve("a.json"), json);
    return AssetFolder.read(folder).getFirst();
  }

  /** A call of the asset's operation of this number, with a key of its own. */
  public static BackEndCall call(Asset asset, int operation, String input) {
    return call(asset, operation, input, "job-1/" + UUID.randomUUID());
  }

  public static BackEndCall call(Asset asset, int operation, String input, String key) {
    return new BackEndCall(
        asset,
        asset.operations().get(operation),
        input,
        facts(),
        key,
        Instant.now().plusSeconds(10));
  }

  private static TokenFacts facts() {
    return new TokenFacts(
        "compact.token.text",
        "d".repeat(64),
        "txn-1",
        "alice@partner.example",
        SpiffeId.parse("spiffe://bailiwick.example/node/domain"),
        "job-1",
        "insert",
        Instant.now().plusSeconds(60));
  }

  /** Secrets without an HSM. */
  public static SecretSource secrets(Map<String, String> secrets) {
    return new SecretSource() {
      @Override
      public <T> T use(String name, SecretUse<T> use) {
        return use.with(secrets.get(name).getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  /** All texts of all audit rows. */
  public static String audit(BrokerStore store) {
    List<String> rows = store.lastRows(10_000);
    return String.join("\n", rows);
  }
}
