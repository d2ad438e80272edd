package org.bailiwick.node.hsm;

import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;

/**
 * A login to the token, with the pool of sessions for calls on it. When all its sessions hang,
 * {@link TokenFailover} replaces it by another; its calls stay on its threads until they return.
 */
final class TokenAccess {

  private final TokenConnection connection;
  private final SessionPool pool;

  TokenAccess(TokenConnection connection, SessionPool pool) {
    this.connection = connection;
    this.pool = pool;
  }

  /** A call on the login in use. */
  interface Call<T> {
    T on(TokenLogin login, PooledSession session) throws TokenFailure;
  }

  /** A call that makes or ends the login itself. */
  interface Work<T> {
    T on(TokenConnection connection) throws TokenFailure;
  }

  <T> T run(Call<T> call) throws TokenFailure {
    return pool.run(session -> retried(login -> call.on(login, session)));
  }

  <T> T work(Work<T> work) throws TokenFailure {
    return pool.run(session -> work.on(connection));
  }

  /** Makes keys visible that another process has put into the token. */
  void renew() {
    connection.renew();
  }

  /** Whether calls whose callers have left hold all sessions. */
  boolean hangs() {
    return pool.allOverdue();
  }

  /** Takes no more calls. Calls that hang end with an error when they return. */
  void giveUp() {
    connection.giveUp();
    pool.close();
  }

  /** Takes no more calls, and ends its threads after the last call. */
  void close() {
    pool.close();
  }

  /** A call on a login. */
  private interface LoginCall<T> {
    T on(TokenLogin login) throws TokenFailure;
  }

  /**
   * Repeats the call by a new provider instance when the session was lost, so it is not refused.
   */
  private <T> T retried(LoginCall<T> call) throws TokenFailure {
    TokenLogin login = connection.login();
    try {
      return call.on(login);
    } catch (TokenFailure failure) {
      if (failure.kind() != TokenFailure.Kind.SESSION_LOST) {
        throw failure;
      }
      connection.forget(login, failure);
    }
    TokenLogin renewed = connection.login();
    try {
      return call.on(renewed);
    } catch (TokenFailure failure) {
      if (failure.kind() == TokenFailure.Kind.SESSION_LOST) {
        connection.forget(renewed, failure);
      }
      throw failure;
    }
  }
}
