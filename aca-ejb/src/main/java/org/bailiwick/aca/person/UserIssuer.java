package org.bailiwick.aca.person;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.aca.keysource.KeySource;

/**
 * One trusted identity provider, as an operator wrote it into a file of the users folder.
 *
 * @param owners owners for whom a subject, or {@code role:<role>}, may have agents certified
 * @param events effects of its security events, which are refused if this is empty
 */
record UserIssuer(
    String issuer,
    String audience,
    List<String> algorithms,
    KeySource keys,
    Optional<String> rolesClaim,
    Map<String, Set<String>> owners,
    Duration maxAge,
    Optional<EventRules> events) {

  private static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(10);

  static FolderSource.Reader<List<UserIssuer>> in(Path folder) {
    return files -> {
      Map<String, UserIssuer> issuers = new HashMap<>();
      for (FolderSource.Content file : files) {
        UserIssuer issuer = parse(folder, file.text());
        if (issuers.put(issuer.issuer(), issuer) != null) {
          throw new IllegalArgumentException(file.name() + " names the issuer of another file");
        }
      }
      return List.copyOf(issuers.values());
    };
  }

  private static UserIssuer parse(Path folder, String json) throws IOException {
    Claims file = Claims.parse("user-issuer", json);
    return new UserIssuer(
        file.text("issuer"),
        file.text("audience"),
        file.texts("algorithms"),
        KeySource.of(file, folder),
        file.find("roles_claim"),
        file.object("owners").map(UserIssuer::owners).orElse(Map.of()),
        maxAge(file),
        file.object("events").map(EventRules::of));
  }

  /** Seconds, or an ISO 8601 duration. */
  private static Duration maxAge(Claims file) {
    if (!file.names().contains("max_age")) {
      return DEFAULT_MAX_AGE;
    }
    return file.isText("max_age")
        ? Duration.parse(file.text("max_age"))
        : Duration.ofSeconds(file.count("max_age").orElseThrow());
  }

  private static Map<String, Set<String>> owners(Claims table) {
    return table.names().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Function.identity(), actor -> Set.copyOf(table.texts(actor))));
  }
}
