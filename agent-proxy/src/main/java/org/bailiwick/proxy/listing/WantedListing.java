package org.bailiwick.proxy.listing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.bailiwick.proxy.rules.Refusals;

/**
 * The registry in which the agent is to be listed, and what it says of itself there.
 *
 * @param registry base URL of the registry
 * @param description as {@code agent describe} sends it; empty if what the registry has stays
 */
public record WantedListing(URI registry, Optional<JsonObject> description) {
  public WantedListing {
    boolean usable =
        "https".equals(registry.getScheme())
            && registry.getHost() != null
            && registry.getRawUserInfo() == null
            && registry.getRawQuery() == null
            && registry.getRawFragment() == null;
    if (!usable) {
      throw Refusals.malformed(
          "listing-registry", "The registry needs an https URL with a host and nothing but a path");
    }
  }

  /** A listing described by these words, of which those that are not given are left out. */
  public static WantedListing of(
      URI registry, Optional<String> title, Optional<String> description, List<String> tags) {
    JsonObjectBuilder words = Json.createObjectBuilder();
    title.ifPresent(text -> words.add("title", text));
    description.ifPresent(text -> words.add("description", text));
    if (!tags.isEmpty()) {
      words.add("tags", Json.createArrayBuilder(tags));
    }
    return new WantedListing(registry, Optional.of(words.build()).filter(said -> !said.isEmpty()));
  }
}
