package org.bailiwick.ars.identifier.control;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.Origin;

/**
 * The registries of other domains, by the file of the agreement with each, {@code registries/<trust
 * domain>.json}. The file is read when somebody asks, so a removed agreement is over at once.
 */
final class PartnerRegistries {
  private static final StructuredLog LOG = StructuredLog.of(PartnerRegistries.class);
  private static final int MOST_BYTES = 65_536;

  private final Optional<Path> folder;

  PartnerRegistries(Optional<Path> folder) {
    this.folder = folder;
  }

  /** The base URL of that domain's registry; empty without a readable agreement that has one. */
  Optional<URI> of(TrustDomain domain) {
    Optional<Path> file = folder.map(each -> each.resolve(domain.name() + ".json"));
    return file.filter(Files::isRegularFile).flatMap(each -> read(each, domain));
  }

  private static Optional<URI> read(Path file, TrustDomain domain) {
    try {
      if (Files.size(file) <= MOST_BYTES) {
        JsonObject json = StrictJson.object(Files.readAllBytes(file));
        if (json.get("trust_domain") instanceof JsonString named
            && named.getString().equals(domain.name())
            && json.get("registry") instanceof JsonString registry) {
          URI uri = URI.create(registry.getString());
          Origin.of(uri); // https alone
          return Optional.of(uri);
        }
      }
    } catch (IOException | IllegalArgumentException | ProblemException e) {
      LOG.fault("agreement.not-read", Map.of("domain", domain.name()), e);
    }
    return Optional.empty();
  }
}
