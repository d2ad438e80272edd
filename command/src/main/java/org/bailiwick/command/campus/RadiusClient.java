package org.bailiwick.command.campus;

import static org.bailiwick.command.campus.LineFile.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.packetfilter.firewall.IpNetwork;

/**
 * A switch or access point that may ask the RADIUS server (RFC 2865 section 3).
 *
 * @param network the address, or network, from which it asks
 * @param secret what both sides know
 * @param port where it takes Disconnect-Requests (RFC 5176 section 2.1)
 */
record RadiusClient(String name, IpNetwork network, String secret, int port) {
  /** The port that is registered for Disconnect-Requests. */
  static final int USUAL_PORT = 3799;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** RFC 2865 section 3: at least 16 octets. No character has a meaning in a configuration. */
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/=_.-]{16,128}");

  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final int MOST_PORT = 65_535;
  private static final int WORDS = 3;

  /** A larger network is hardly one of switches. */
  private static final int LARGEST_IPV4 = 8;

  private static final int LARGEST_IPV6 = 32;

  private static final Pattern CONFIGURED =
      Pattern.compile(
          String.join(
              "\\n\\s*",
              "\\s*client (\\S+) \\{",
              "ipaddr = (\\S+)",
              "secret = \"(\\S+)\"",
              "require_message_authenticator = yes",
              "limit_proxy_state = yes",
              "coa_port = (\\S+)",
              "\\}\\n"));

  private static final String FORM =
      "a client is written here as campus setup writes it, with the same six lines";

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  @Override
  public String toString() {
    return name + " " + network;
  }

  /**
   * Reads a file with a client in each line: name, address or network, secret, and the port for
   * Disconnect-Requests if it is not the usual one. Empty lines and those that begin with {@code #}
   * are left out.
   *
   * @throws IllegalArgumentException naming the line and what is wrong there, never a secret; or
   *     that others than the owner may read the file
   */
  static List<RadiusClient> read(Path file) {
    requireSecret(file);
    List<RadiusClient> clients = new ArrayList<>();
    for (LineFile.Entry entry : LineFile.entries(file)) {
      String place = entry.place();
      RadiusClient next = parse(place, entry.text().split("\\s+"));
      for (RadiusClient each : clients) {
        require(!each.name.equals(next.name), place + "the name " + next.name + " is there twice");
        require(!each.network.equals(next.network), place + next.network + " is there twice");
      }
      clients.add(next);
    }
    require(!clients.isEmpty(), file + " has no client");
    return List.copyOf(clients);
  }

  /**
   * Requires that nobody but its owner may read or write a file.
   *
   * @throws IllegalArgumentException if others may
   */
  static void requireSecret(Path file) {
    try {
      require(
          OWNERS.containsAll(Files.getPosixFilePermissions(file)),
          file + " has secrets, and others than its owner may use it: chmod 600 " + file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static RadiusClient parse(String place, String[] words) {
    require(
        words.length == WORDS || words.length == WORDS + 1,
        place + "NAME ADDRESS SECRET are needed, and nothing else but a PORT");
    require(NAME.matcher(words[0]).matches(), place + "a name is of small letters, digits and -");
    require(
        SECRET.matcher(words[2]).matches(),
        place
            + "a secret has 16 to 128 characters of A-Z a-z 0-9 + / = _ . - (openssl rand -hex 24)");
    IpNetwork network;
    try {
      network = IpNetwork.parse(words[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + e.getMessage(), e);
    }
    require(
        network.prefix() >= (network.isIpv6() ? LARGEST_IPV6 : LARGEST_IPV4),
        place + "the network is too large");
    return new RadiusClient(
        words[0], network, words[2], words.length > WORDS ? port(place, words[WORDS]) : USUAL_PORT);
  }

  private static int port(String place, String text) {
    require(
        PORT.matcher(text).matches() && Integer.parseInt(text) <= MOST_PORT,
        place + "the port for Disconnect-Requests is a number from 1 to " + MOST_PORT);
    return Integer.parseInt(text);
  }

  /** The client in the form of FreeRADIUS. */
  String configuration() {
    return """
    client %s {
    	ipaddr = %s
    	secret = "%s"
    	require_message_authenticator = yes
    	limit_proxy_state = yes
    	coa_port = %d
    }
    """
        .formatted(name, network, secret, port);
  }

  /**
   * Reads clients in the form of FreeRADIUS again, as {@link #configuration} writes it. An operator
   * may have changed values, added clients in the same form, or removed some.
   *
   * @throws IllegalArgumentException if a client has another form
   */
  static List<RadiusClient> configured(Path file) {
    requireSecret(file);
    String text = String.join("\n", LineFile.lines(file)) + "\n";
    List<RadiusClient> clients = new ArrayList<>();
    Matcher each = CONFIGURED.matcher(text);
    int end = 0;
    while (each.find() && each.start() == end) {
      String place = file + ", client " + each.group(1) + ": ";
      String[] words = {each.group(1), each.group(2), each.group(3), each.group(4)};
      clients.add(parse(place, words));
      end = each.end();
    }
    require(
        !clients.isEmpty() && text.substring(end).isBlank(),
        file + ", line " + (1 + text.substring(0, end).lines().count()) + ": " + FORM);
    return List.copyOf(clients);
  }
}
