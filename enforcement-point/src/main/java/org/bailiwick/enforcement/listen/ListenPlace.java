package org.bailiwick.enforcement.listen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the listener is: at a port of the loopback interface, or at a Unix domain socket. */
public sealed interface ListenPlace {

  /** A port of this machine alone. */
  record Loopback(InetSocketAddress address) implements ListenPlace {}

  /** A socket, which the rights of its folder protect. */
  record Socket(Path path) implements ListenPlace {}

  /**
   * {@code unix:/run/enforcement/socket}, or {@code 127.0.0.1:7190}.
   *
   * @throws IllegalArgumentException for any other text
   */
  static ListenPlace parse(String text) {
    if (text.startsWith("unix:/")) {
      return new Socket(Path.of(text.substring("unix:".length())));
    }
    Matcher parts = Pattern.compile("(127\\.0\\.0\\.1|\\[::1\\]):([0-9]{1,5})").matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "is neither unix:/PATH nor a port of the loopback interface, as 127.0.0.1:7190");
    }
    try {
      return new Loopback(
          new InetSocketAddress(
              InetAddress.getByName(parts.group(1)), Integer.parseInt(parts.group(2))));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("is no address", e);
    }
  }
}
