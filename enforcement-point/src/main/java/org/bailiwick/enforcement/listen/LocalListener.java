package org.bailiwick.enforcement.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.listener.ListenerAddress;
import org.bailiwick.listener.ListenerBounds;

/** The listener of an enforcement point. */
public final class LocalListener {
  private static final int THREADS = 24;
  private static final int CONNECTIONS = 2000;

  /** A certificate that is passed on has some thousand characters. */
  private static final int HEADERS = 40 * 1024;

  private static final Duration IDLE = Duration.ofSeconds(60);

  /** The headers of a request have to come within this time, and the first request, too. */
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private LocalListener() {}

  /**
   * Begins to listen.
   *
   * @throws IOException if the place is in use
   */
  public static HttpListener start(ListenPlace place, LocalPages pages) throws IOException {
    return start(place, pages, REQUEST);
  }

  static HttpListener start(ListenPlace place, LocalPages pages, Duration request)
      throws IOException {
    HttpListener listener =
        HttpListener.start(
            "The enforcement point",
            address(place),
            new ListenerBounds(THREADS, CONNECTIONS, HEADERS, IDLE, request, Optional.empty()),
            HttpListener.Answers.of(pages));
    if (place instanceof ListenPlace.Socket socket) {
      allowGroup(socket.path(), listener);
    }
    return listener;
  }

  private static ListenerAddress address(ListenPlace place) {
    return switch (place) {
      case ListenPlace.Loopback loopback ->
          new ListenerAddress.Port(loopback.address(), Optional.empty());
      case ListenPlace.Socket socket -> new ListenerAddress.Socket(socket.path());
    };
  }

  private static void allowGroup(Path socket, HttpListener listener) throws IOException {
    try {
      Path unused =
          Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }
}
