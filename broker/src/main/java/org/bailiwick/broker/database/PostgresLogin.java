package org.bailiwick.broker.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/** Opens connections to the server of an asset. */
record PostgresLogin(DatabaseRules rules) {
  private static final int CONNECT_SECONDS = 5;
  private static final int MARGIN_SECONDS = 5;

  /** The result is longer than its JSON by the driver's own accounting. */
  private static final int RESULT_FACTOR = 4;

  /**
   * A connection of this role.
   *
   * @param time the longest time of a statement
   */
  Connection open(String user, char[] password, Duration time) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("authenticationPluginClassName", ThreadPassword.class.getName());
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", String.valueOf(time.toSeconds() + MARGIN_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("ApplicationName", "bailiwick-broker");
    properties.setProperty(
        "maxResultBuffer", String.valueOf((long) rules.limits().bytes() * RESULT_FACTOR));
    properties.setProperty(
        "options",
        "-c statement_timeout=%1$d -c lock_timeout=%1$d -c idle_in_transaction_session_timeout=%2$d"
            .formatted(time.toMillis(), time.plusSeconds(MARGIN_SECONDS).toMillis()));
    properties.setProperty("sslmode", rules.caFile().isPresent() ? "verify-full" : "disable");
    rules.caFile().ifPresent(file -> properties.setProperty("sslrootcert", file));
    ThreadPassword.set(password);
    try {
      Connection connection = new Driver().connect(url(), properties);
      if (connection == null) {
        throw new SQLException("the driver does not take the URL", "08001");
      }
      return connection;
    } finally {
      ThreadPassword.clear();
    }
  }

  private String url() {
    return "jdbc:postgresql://%s:%d/%s".formatted(rules.host(), rules.port(), rules.database());
  }
}
