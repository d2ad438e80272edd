package org.bailiwick.broker.database;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The role of one call: made for it, and dropped with it. Both run as the broker's own role. */
final class CallRole {
  private static final String PREFIX = "bw_";
  private static final int NAME_BYTES = 16;
  private static final int PASSWORD_BYTES = 32;
  private static final Pattern NAME = Pattern.compile("bw_[0-9a-f]{32}");
  private static final int TRIES = 40;
  private static final int PAUSE_MILLIS = 50;

  private final String name;
  private final char[] password;

  private CallRole(String name, char[] password) {
    this.name = name;
    this.password = password;
  }

  static CallRole random() {
    SecureRandom random = new SecureRandom();
    return new CallRole(
        PREFIX + hex(random, NAME_BYTES), hex(random, PASSWORD_BYTES).toCharArray());
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] text = new byte[bytes];
    random.nextBytes(text);
    return HexFormat.of().formatHex(text);
  }

  String name() {
    return name;
  }

  char[] password() {
    return password.clone();
  }

  /**
   * Makes the role, with a password that is valid for this time by the server's clock, as a member
   * of these roles. The broker's own role becomes a member of it, so that it may end its sessions.
   */
  void create(Connection admin, List<String> roles, Duration valid) throws SQLException {
    Instant until = now(admin).plus(valid);
    try (Statement statement = admin.createStatement()) {
      statement.execute(
          ("create role \"%s\" login inherit nosuperuser nocreatedb nocreaterole noreplication"
                  + " connection limit 1 password '%s' valid until '%s'")
              .formatted(name, ScramVerifier.of(password), until.truncatedTo(ChronoUnit.MILLIS)));
      statement.execute("grant \"%s\" to current_user".formatted(name));
      for (String role : roles) {
        statement.execute("grant \"%s\" to \"%s\"".formatted(role, name));
      }
    }
  }

  private static Instant now(Connection admin) throws SQLException {
    try (Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery("select now()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  /**
   * Drops the role of this name, and ends its sessions before.
   *
   * @return whether there is no such role now
   */
  static boolean drop(Connection admin, String name) throws SQLException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a role that the broker makes");
    }
    if (!exists(admin, name)) {
      return true;
    }
    try (Statement statement = admin.createStatement()) {
      statement.execute("alter role \"%s\" nologin".formatted(name)); // no session begins from now
      endSessions(admin, name);
      statement.execute("drop role if exists \"%s\"".formatted(name));
    }
    return !exists(admin, name);
  }

  private static void endSessions(Connection admin, String name) throws SQLException {
    for (int tried = 0; tried < TRIES; tried++) {
      if (terminate(admin, name) == 0) {
        return;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The number of sessions that there still were. */
  private static int terminate(Connection admin, String name) throws SQLException {
    try (PreparedStatement query =
        admin.prepareStatement(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = ?")) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        int sessions = 0;
        while (rows.next()) {
          sessions++;
        }
        return sessions;
      }
    }
  }

  private static boolean exists(Connection admin, String name) throws SQLException {
    try (PreparedStatement query =
        admin.prepareStatement("select 1 from pg_roles where rolname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Roles of this form whose password ended a minute ago or earlier. */
  static List<String> overdue(Connection admin) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = admin.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select rolname from pg_roles where rolname ~ '^bw_[0-9a-f]{32}$'"
                    + " and rolvaliduntil < now() - interval '1 minute' limit 1000")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
