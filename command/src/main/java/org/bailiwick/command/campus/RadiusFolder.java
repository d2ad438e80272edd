package org.bailiwick.command.campus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.command.home.PropertiesFile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.packetfilter.firewall.IpNetwork;

/** The folder with the whole configuration of a RADIUS server, which needs no other file. */
record RadiusFolder(Path path) {
  static final String CLIENTS = "clients.conf";
  static final String ANCHORS = "anchors.pem";
  private static final String PLAN = "campus.properties";
  private static final List<String> OPEN_FOLDERS = List.of("mods-enabled", "sites-enabled");
  private static final List<String> WRITTEN_FOLDERS = List.of("log", "log/sessions", "run");

  /** What has no meaning in a configuration of FreeRADIUS, within quotes. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/:._@+,\\[\\]-]+");

  /**
   * What an operator has decided.
   *
   * @param credential the folder of the server's own credential
   * @param domain whose names are admitted
   * @param admitted kinds of workloads that are admitted
   * @param listen the one address at which the server listens
   * @param ocsp the authority's OCSP responder, over plain HTTP
   * @param again seconds after which switches authenticate a machine again
   * @param vlans which machine gets into which VLAN; empty if that is not said to switches
   */
  record Plan(
      Path credential,
      TrustDomain domain,
      Set<WorkloadKind> admitted,
      IpNetwork listen,
      int port,
      URI ocsp,
      int again,
      List<VlanRule> vlans) {}

  static RadiusFolder at(Path path) {
    return new RadiusFolder(path.toAbsolutePath().normalize());
  }

  /**
   * Writes all files, mode 0600, into a folder that is empty or not there.
   *
   * @param root the root of the trust domain
   * @throws IllegalArgumentException if something is there, or a path cannot stand in a
   *     configuration
   */
  void write(Plan plan, X509Certificate root, List<RadiusClient> clients) {
    Map<String, String> values = values(plan);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("radiusd.conf", filled("radiusd.conf", values));
    files.put("mods-enabled/eap", filled("eap", values));
    files.put("mods-enabled/sessions", filled("sessions", values));
    files.put("sites-enabled/campus", filled("campus", values));
    files.put(ANCHORS, Pem.of(root));
    files.put(
        CLIENTS, clients.stream().map(RadiusClient::configuration).collect(Collectors.joining()));
    files.put(
        PLAN,
        "# What ./bailiwick campus check and watch read.\ncredential=%s\nocsp=%s\nagain=%d\nlisten=%s\n"
            .formatted(plan.credential(), plan.ocsp(), plan.again(), plan.listen()));
    try {
      requireEmpty();
      Files.createDirectories(path, mode("rwx------"));
      for (String each : concat(OPEN_FOLDERS, WRITTEN_FOLDERS)) {
        Files.createDirectory(path.resolve(each), mode("rwx------"));
      }
      for (Map.Entry<String, String> each : files.entrySet()) {
        create(path.resolve(each.getKey()), each.getValue());
      }
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(e.getMessage() + " is there, and is not overwritten", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write into " + path, e);
    }
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private void requireEmpty() throws IOException {
    if (Files.notExists(path)) {
      return;
    }
    try (Stream<Path> entries = Files.list(path)) {
      if (entries.findAny().isPresent()) {
        throw new IllegalArgumentException(
            path + " is not empty, and nothing there is overwritten: name another folder");
      }
    }
  }

  private static void create(Path file, String text) throws IOException {
    Files.createFile(file, mode("rw-------"));
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
  }

  private static FileAttribute<?> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private Map<String, String> values(Plan plan) {
    return Map.of(
        "FOLDER",
        plain(path.toString()),
        "CREDENTIAL",
        plain(plan.credential().toString()),
        "OCSP",
        plain(plan.ocsp().toString()),
        "LISTEN",
        plan.listen().toString(),
        "PORT",
        Integer.toString(plan.port()),
        "AGAIN",
        Integer.toString(plan.again()),
        "VLANS",
        VlanRule.configuration(plan.vlans(), plan.domain()).stripTrailing(),
        "DOMAIN",
        plan.domain().name().replace(".", "\\."),
        "KINDS",
        plan.admitted().stream().map(WorkloadKind::text).sorted().collect(Collectors.joining("|")));
  }

  private static String plain(String value) {
    if (!PLAIN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "FreeRADIUS does not take this in its configuration; rename it: " + value);
    }
    return value;
  }

  private static String filled(String name, Map<String, String> values) {
    String text;
    try (InputStream in = RadiusFolder.class.getResourceAsStream(name)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a resource cannot be read: " + name, e);
    }
    for (Map.Entry<String, String> each : values.entrySet()) {
      text = text.replace("@" + each.getKey() + "@", each.getValue());
    }
    return text;
  }

  /** The folder of the server's own credential. */
  Path credential() {
    return Path.of(plan().get("credential"));
  }

  /** The responder that the server asks. */
  URI ocsp() {
    return URI.create(plan().get("ocsp"));
  }

  /** Where the server notes whom it has admitted. */
  Path journal() {
    return path.resolve("log/sessions");
  }

  /** After which time a switch has authenticated a machine again. */
  Duration again() {
    return Duration.ofSeconds(Long.parseLong(plan().get("again")));
  }

  /** The address by which switches know the server. */
  InetAddress listen() {
    try {
      return InetAddress.getByName(IpNetwork.parse(plan().get("listen")).text()); // a literal
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address that was parsed is one", e);
    }
  }

  private PropertiesFile plan() {
    return PropertiesFile.read(path.resolve(PLAN));
  }

  /** The certificates that the server trusts. */
  List<X509Certificate> anchors() {
    try {
      return Pem.certificates(Files.readString(path.resolve(ANCHORS), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path.resolve(ANCHORS), e);
    }
  }
}
