package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The line in use, and its replacement when it hangs. A native call can't be interrupted, and what
 * it waits for may come long after the token is back: a connection that the system tries again in
 * pauses that grow. So, while every seat hangs, attempts are made on threads of their own to reach
 * the token anew; the first that does takes the place of the line that hangs.
 */
final class TokenLines {

  private static final System.Logger LOG = System.getLogger(TokenLines.class.getName());
  private static final long PAUSE_MILLIS = 500;

  private final SunPkcs11 library;
  private final TokenPin pin;
  private final Pkcs11Settings settings;
  private final Attempts attempts = new Attempts();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile TokenLine current;
  private volatile boolean closed;

  TokenLines(SunPkcs11 library, TokenPin pin, Pkcs11Settings settings) {
    this.library = library;
    this.pin = pin;
    this.settings = settings;
    this.current = line(new TokenConnection(library, pin));
  }

  private TokenLine line(TokenConnection connection) {
    return new TokenLine(connection, new Seats(settings));
  }

  <T> T run(TokenLine.Call<T> call) throws TokenFailure {
    TokenLine line = current;
    try {
      return line.run(call);
    } catch (TokenFailure failure) {
      lookAfter(line);
      throw failure;
    }
  }

  <T> T work(TokenLine.Work<T> work) throws TokenFailure {
    TokenLine line = current;
    try {
      return line.work(work);
    } catch (TokenFailure failure) {
      lookAfter(line);
      throw failure;
    }
  }

  void renew() {
    current.renew();
  }

  void close() {
    closed = true;
    current.close();
  }

  /** A PIN that the token has not taken yet is tried by one login only. */
  private void lookAfter(TokenLine line) {
    if (line.hangs() && pin.isGood() && !closed && looking.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("hsm-look").start(() -> look(line));
    }
  }

  private void look(TokenLine line) {
    try {
      while (line.hangs() && pin.isGood() && !closed) {
        attempts
            .reach(library, pin)
            .ifPresent(
                login -> {
                  current = line(new TokenConnection(library, pin, login));
                  line.giveUp();
                  LOG.log(
                      Level.WARNING,
                      "Every call through a session before hangs; the token answers through {0}",
                      login.provider().getName());
                });
        if (line == current) {
          Thread.sleep(PAUSE_MILLIS);
        } else {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      looking.set(false);
    }
  }
}
