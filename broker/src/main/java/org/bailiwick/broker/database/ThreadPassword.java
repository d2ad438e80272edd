package org.bailiwick.broker.database;

import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;

/**
 * Gives the JDBC driver the password of the connection that the thread opens, as an array, which
 * the driver overwrites. Connection properties would hold it as a string for as long as the
 * connection lives. A server that asks for anything but SCRAM gets none. The driver makes the
 * object, by its name.
 */
public final class ThreadPassword implements AuthenticationPlugin {
  private static final ThreadLocal<char[]> PASSWORD = new ThreadLocal<>();

  /** For the driver. */
  public ThreadPassword() {}

  /** Sets the password of the next connection of this thread. */
  static void set(char[] password) {
    PASSWORD.set(password);
  }

  static void clear() {
    PASSWORD.remove();
  }

  @Override
  public char[] getPassword(AuthenticationRequestType type) {
    char[] password = PASSWORD.get();
    return password == null || type != AuthenticationRequestType.SASL ? null : password.clone();
  }
}
