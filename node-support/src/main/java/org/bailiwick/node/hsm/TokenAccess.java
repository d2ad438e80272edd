package org.bailiwick.node.hsm;

import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;

/**
 * A login to the token, with a pool of sessions for its calls. When all sessions hang, {@link
 * TokenFailover} replaces it; the calls that hang stay on the pool's threads until they return.
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
    return pool.run(session -> retried(call, session));
  }

  <T> T work(Work<T> work) throws TokenFailure {
    return pool.run(session -> work.on(connection));
  }

  /** Makes keys visible that another process made in the token. */
  void renew() {
    connection.renew();
  }

  /** Whether calls for which no caller waits hold all sessions. */
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

  /** Repeats the call through a new provider instance when the session was lost. */
  private <T> T retried(Call<T> call, PooledSession session) throws TokenFailure {
    TokenLogin login = connection.login();
    try {
      return call.on(login, session);
    } catch (TokenFailure failure) {
      if (failure.kind() != TokenFailure.Kind.SESSION_LOST) {
        throw failure;
      }
      connection.forget(login, failure);
    }
    TokenLogin renewed = connection.login();
    try {
      return call.on(renewed, session);
    } catch (TokenFailure failure) {
      if (failure.kind() == TokenFailure.Kind.SESSION_LOST) {
        connection.forget(renewed, failure);
      }
      throw failure;
    }
  }
}
