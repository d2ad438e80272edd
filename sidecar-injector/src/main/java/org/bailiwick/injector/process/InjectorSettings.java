package org.bailiwick.injector.process;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.settings.SettingsFile;

/**
 * The settings of a sidecar injector, from its properties file. Relative paths begin at the file's
 * folder.
 *
 * @param certificate the chain that it presents, PEM
 * @param policy the operator's file
 * @param client the API server, if it has to show a certificate
 */
public record InjectorSettings(
    InetSocketAddress listen, Path certificate, Path key, Path policy, Optional<Client> client) {
  private static final String LISTEN = "listen";
  private static final String CLIENT_CA = "client-ca";
  private static final String CLIENT_NAME = "client-name";
  private static final Pattern PLACE =
      Pattern.compile("([0-9.]{7,15}|\\[[0-9a-fA-F:.]{2,45}\\]):([0-9]{1,5})");
  private static final int LAST_PORT = 65535;

  /**
   * The API server as a client.
   *
   * @param ca the CAs of its certificate, PEM
   * @param commonName in its certificate
   */
  public record Client(Path ca, String commonName) {}

  /**
   * Reads the file.
   *
   * @throws IllegalStateException naming every fault of the file
   */
  public static InjectorSettings read(Path file) {
    return SettingsFile.read(
        file,
        from ->
            new InjectorSettings(
                listen(from.settings()),
                from.path("certificate"),
                from.path("key"),
                from.path("policy"),
                client(from)));
  }

  private static InetSocketAddress listen(Settings settings) {
    Matcher place = PLACE.matcher(settings.required(LISTEN));
    if (place.matches() && Integer.parseInt(place.group(2)) <= LAST_PORT) {
      return new InetSocketAddress(
          place.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(place.group(2)));
    }
    settings.fault(LISTEN, "is no ADDRESS:PORT");
    return new InetSocketAddress(0);
  }

  private static Optional<Client> client(SettingsFile from) {
    Settings settings = from.settings();
    Optional<Path> ca = settings.findPath(CLIENT_CA);
    Optional<String> name = settings.optional(CLIENT_NAME);
    if (ca.isPresent() != name.isPresent()) {
      settings.fault(CLIENT_CA, "and " + CLIENT_NAME + " belong together");
    }
    return ca.flatMap(file -> name.map(text -> new Client(from.resolve(file), text)));
  }
}
