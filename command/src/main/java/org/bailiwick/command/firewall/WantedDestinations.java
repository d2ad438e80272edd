package org.bailiwick.command.firewall;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.command.firewall.Wanted.Word;
import org.bailiwick.command.home.PropertiesFile;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.packetfilter.firewall.FirewallPlan;
import org.bailiwick.packetfilter.firewall.HostPort;

/**
 * What a domain node calls, by the files that make it call: its settings, the descriptions of
 * partners, identity providers, attesters and clients, and the list of databases.
 */
final class WantedDestinations {
  private static final int POSTGRESQL = 5432;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LONGEST_ORIGIN = 300;
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://([^/?]+)[/?].*");
  private static final Pattern DATABASE_HOST =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:]+)(?::([0-9]{1,5}))?");

  private final Map<HostPort, Wanted> wanted = new LinkedHashMap<>();
  private final Consumer<String> warning;

  private WantedDestinations(Consumer<String> warning) {
    this.warning = warning;
  }

  /**
   * All of them but the agents', each once.
   *
   * @param warning takes a sentence about each file that names nothing because of a fault
   */
  static List<Wanted> of(
      FirewallHome home, FirewallPlan plan, List<Partner> partners, Consumer<String> warning) {
    WantedDestinations all = new WantedDestinations(warning);
    all.settings(home);
    all.databases(home.databases());
    plan.outward()
        .hosts()
        .forEach(each -> all.add(HostPort.parse(each), "firewall.json", Word.SETTING));
    partners.forEach(all::partner);
    all.files(home.folder("master.providers-folder"), "identity provider ", all::provider);
    all.files(home.folder("master.attesters-folder"), "attester ", all::attester);
    all.files(home.folder("master.clients-folder"), "client ", all::client);
    return List.copyOf(all.wanted.values());
  }

  private void settings(FirewallHome home) {
    for (String name : List.of("node.aca-url", "node.aca-plain-url", "master.ars-url")) {
      home.settings()
          .find(name)
          .ifPresent(url -> add(URI.create(url), "the setting " + name, Word.SETTING));
    }
    for (String name : List.of("master.push-origins", "ars.push-origins")) {
      COMMA
          .splitAsStream(home.settings().find(name).orElse(""))
          .filter(each -> !each.isBlank())
          .forEach(each -> add(URI.create(each.strip()), "the setting " + name, Word.FILE));
    }
  }

  private void databases(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    PropertiesFile lists = PropertiesFile.read(file);
    for (String name : lists.names()) {
      Matcher url = DATABASE.matcher(name.endsWith(".url") ? lists.get(name) : "");
      if (url.matches()) {
        COMMA.splitAsStream(url.group(1)).forEach(host -> database(host, name));
      }
    }
  }

  private void database(String host, String name) {
    Matcher form = DATABASE_HOST.matcher(host);
    if (!form.matches()) {
      warning.accept("databases.properties: " + name + " has no host that is understood");
      return;
    }
    int port = form.group(2) == null ? POSTGRESQL : Integer.parseInt(form.group(2));
    add(HostPort.parse(form.group(1) + ":" + port), "the database " + name, Word.SETTING);
  }

  private void partner(Partner partner) {
    String who = "partner " + partner.domain().name() + ", ";
    if (partner.crl() instanceof Partner.CrlSource.AtUri source) {
      add(source.uri(), who + "crl", Word.FILE);
    }
    for (AuthorizationServer server : partner.authorizationServers()) {
      server.jwksUri().ifPresent(uri -> add(uri, who + "jwks_uri", Word.FILE));
      server.events().ifPresent(events -> add(events.pollUri(), who + "events", Word.FILE));
      server
          .accessTokens()
          .flatMap(terms -> terms.introspection())
          .ifPresent(asked -> add(asked.uri(), who + "introspection", Word.FILE));
    }
    partner.agents().verifiers().stream()
        .flatMap(verifier -> verifier.jwksUri().stream())
        .forEach(uri -> add(uri, who + "verifiers", Word.FILE));
    partner
        .grantsTo()
        .flatMap(target -> target.jobs())
        .ifPresent(
            jobs -> {
              add(jobs.uri(), who + "jobs", Word.FILE);
              add(jobs.tokenEndpoint(), who + "token_endpoint", Word.FILE);
            });
  }

  /** What a reader of one kind of file does with a file's object. */
  @FunctionalInterface
  private interface Reader {
    void read(JsonObject file, String who);
  }

  private void files(Optional<Path> folder, String kind, Reader reader) {
    for (Path file : folder.map(WantedDestinations::jsonFiles).orElse(List.of())) {
      String who = kind + file.getFileName();
      try {
        reader.read(StrictJson.object(Files.readAllBytes(file)), who);
      } catch (IOException | ProblemException | IllegalArgumentException e) {
        warning.accept(who + " is faulty, so what it names may not be called");
      }
    }
  }

  private static List<Path> jsonFiles(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(each -> each.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + folder, e);
    }
  }

  private void provider(JsonObject file, String who) {
    url(file, "token_endpoint", who);
    url(file, "jwks_uri", who);
  }

  private void attester(JsonObject file, String who) {
    url(file, "jwks_uri", who);
  }

  private void client(JsonObject file, String who) {
    if ("metadata-documents".equals(file.getString("kind", ""))) {
      boolean isInside = file.getBoolean("private_address", false);
      if (file.get("url") instanceof JsonString url) {
        add(URI.create(url.getString()), who + ", url", isInside ? Word.SETTING : Word.FILE);
      }
    }
  }

  private void url(JsonObject file, String member, String who) {
    if (file.get(member) instanceof JsonString url) {
      add(URI.create(url.getString()), who + ", " + member, Word.FILE);
    }
  }

  private void add(URI uri, String origin, Word word) {
    find(uri)
        .ifPresentOrElse(
            name -> add(name, origin, word),
            () -> warning.accept(origin + ": the URL leads to no host"));
  }

  /** Host and port of a URL. */
  static Optional<HostPort> find(URI uri) {
    if (uri.getHost() == null) {
      return Optional.empty();
    }
    int usual = "http".equals(uri.getScheme()) ? HTTP : HTTPS;
    try {
      return Optional.of(
          HostPort.parse(uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void add(HostPort name, String origin, Word word) {
    wanted.merge(name, new Wanted(name, printable(origin), word), WantedDestinations::both);
  }

  private static Wanted both(Wanted first, Wanted next) {
    String origins = first.origin() + "; " + next.origin();
    return new Wanted(
        first.name(),
        origins.length() > LONGEST_ORIGIN ? first.origin() : origins,
        first.word() == Word.SETTING ? Word.SETTING : next.word());
  }

  /** Names of files come from an operator, and stand in comments of the rule set. */
  private static String printable(String origin) {
    return origin.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
