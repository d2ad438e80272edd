package org.bailiwick.node.hsm;

/**
 * One way to the token: a login, and seats for calls on it. A line whose every seat hangs is given
 * up for another ({@link TokenLines}); its calls stay where they are until they return.
 */
final class TokenLine {

  private final TokenConnection connection;
  private final Seats seats;

  TokenLine(TokenConnection connection, Seats seats) {
    this.connection = connection;
    this.seats = seats;
  }

  /** A call on the login in use. */
  interface Call<T> {
    T on(TokenLogin login, Seat seat) throws TokenFailure;
  }

  /** A call that sees to its login itself. */
  interface Work<T> {
    T on(TokenConnection connection) throws TokenFailure;
  }

  <T> T run(Call<T> call) throws TokenFailure {
    return seats.run(seat -> retried(login -> call.on(login, seat)));
  }

  <T> T work(Work<T> work) throws TokenFailure {
    return seats.run(seat -> work.on(connection));
  }

  /** Shows keys that another process put into the token. */
  void renew() {
    connection.renew();
  }

  /** Every seat is taken by a call that its caller has given up. */
  boolean hangs() {
    return seats.allOverdue();
  }

  /** Takes no more calls; those that hang end with an error whenever they return. */
  void giveUp() {
    connection.giveUp();
    seats.close();
  }

  /** Closes it after the last call. */
  void close() {
    seats.close();
  }

  /** A call on a login. */
  private interface LoginCall<T> {
    T on(TokenLogin login) throws TokenFailure;
  }

  /** Once more on a new provider instance when the session was lost: no signature is lost so. */
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
