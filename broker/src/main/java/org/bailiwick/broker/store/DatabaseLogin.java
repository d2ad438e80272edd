package org.bailiwick.broker.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the broker's database is. The password is read from its file for each connection, so that a
 * new one needs no restart.
 */
public record DatabaseLogin(String url, String user, Optional<Path> passwordFile) {
  private static final String SECONDS = "10";

  boolean isPostgresql() {
    return url.startsWith("jdbc:postgresql:");
  }

  Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password());
    if (isPostgresql()) {
      properties.setProperty("connectTimeout", SECONDS);
      properties.setProperty("socketTimeout", SECONDS);
      properties.setProperty("tcpKeepAlive", "true");
    }
    return DriverManager.getConnection(url, properties);
  }

  private String password() throws SQLException {
    if (passwordFile.isEmpty()) {
      return "";
    }
    try {
      return Files.readString(passwordFile.get()).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new SQLException("the password file cannot be read", e);
    }
  }
}
