package org.bailiwick.command.partner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.command.home.PropertiesFile;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;

/** The folders of partners that the domain nodes of a home read. */
record PartnerFolders(Path root, TrustDomain own) {

  /** The file of a description, which nodes look for. */
  static final String DESCRIPTION = "partner.json";

  private static final String FAULTY = "{\"being replaced\": true}";

  static PartnerFolders of(Path home) {
    PropertiesFile settings = PropertiesFile.ofNode(home, "domain");
    return new PartnerFolders(
        Path.of(settings.get("master.partners-folder")),
        TrustDomain.parse(settings.get("node.trust-domain")));
  }

  /** Reads the partners below a folder as a node does; no document is fetched. */
  PartnerDirectory read(Path below) {
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(Set.of()));
    return new PartnerDirectory(below, own, fetch, Clock.systemUTC());
  }

  boolean isThere(String name) {
    return Files.exists(root.resolve(name));
  }

  /** The partners by name, with their issuers or the fault of the description. */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    PartnerDirectory directory = read(root);
    for (Partner partner : directory.partners()) {
      List<String> issuers =
          partner.authorizationServers().stream().map(Partner.AuthorizationServer::issuer).toList();
      states.put(partner.domain().name(), "known  " + String.join(" ", issuers));
    }
    directory.faults().forEach((name, reason) -> states.put(name, "faulty  " + reason));
    return states;
  }

  /**
   * The partner of this name.
   *
   * @throws IllegalStateException saying why there is none
   */
  Partner require(String name) {
    PartnerDirectory directory = read(root);
    return directory
        .find(TrustDomain.parse(name))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    directory.faults().getOrDefault(name, "no such partner: " + name)));
  }

  /** A new folder beside those of the partners, on the same file system. */
  Path staging() throws IOException {
    Path parent = root.toAbsolutePath().getParent();
    return Files.createTempDirectory(parent, ".partner-");
  }

  void publish(String name, Path staged) throws IOException {
    Files.createDirectories(root);
    Files.move(staged, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Replaces the files of a partner; until the last one is there, the partner is unknown. */
  void replace(String name, Path staged) throws IOException {
    Path published = root.resolve(name);
    Path hidden = Files.writeString(staged.resolve(".replacing"), FAULTY);
    move(hidden, published.resolve(DESCRIPTION));
    List<Path> files = files(staged);
    for (Path old : files(published)) {
      if (!old.endsWith(DESCRIPTION) && !Files.exists(staged.resolve(old.getFileName()))) {
        delete(old);
      }
    }
    for (Path file : files) {
      if (!file.endsWith(DESCRIPTION)) {
        move(file, published.resolve(file.getFileName()));
      }
    }
    move(staged.resolve(DESCRIPTION), published.resolve(DESCRIPTION));
  }

  void remove(String name) throws IOException {
    if (!isThere(name)) {
      throw new IllegalStateException("no such partner: " + name);
    }
    Path staging = staging();
    Files.move(root.resolve(name), staging.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    delete(staging);
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** Deletes a folder with what is in it; what a link leads to stays. */
  static void delete(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> entries = Files.walk(folder)) {
      entries.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
