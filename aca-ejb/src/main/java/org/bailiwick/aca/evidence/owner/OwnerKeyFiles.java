package org.bailiwick.aca.evidence.owner;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * Owners' keys that an operator reviewed, in one file for each owner: {@code {"owner", "keys":
 * [JWK], "algorithms"?}}. If one file is faulty, none is used.
 */
final class OwnerKeyFiles {

  private static final Set<String> MEMBERS = Set.of("owner", "keys", "algorithms");

  private final FolderSource<Map<String, Keys>> source;

  OwnerKeyFiles(Path folder, Clock clock) {
    this.source = new FolderSource<>(folder, ".json", OwnerKeyFiles::read, clock);
  }

  private record Keys(Set<PublicKey> keys, Set<JwsAlgorithm> algorithms) {}

  /** The algorithms of this key of the owner; empty if it is not one of the owner's keys. */
  Optional<Set<JwsAlgorithm>> algorithmsOf(Owner owner, PublicKey key) {
    return Optional.ofNullable(source.current().get(owner.value()))
        .filter(file -> file.keys().contains(key))
        .map(Keys::algorithms);
  }

  private static Map<String, Keys> read(List<FolderSource.Content> files) {
    Map<String, Keys> owners = new HashMap<>();
    for (FolderSource.Content file : files) {
      Claims json = Claims.parse("owner-keys", file.text());
      if (!MEMBERS.containsAll(json.names())) {
        throw new IllegalArgumentException(file.name() + " has an unknown member");
      }
      Owner owner = Owner.parse(json.text("owner"));
      if (owners.put(owner.value(), new Keys(keys(json, file), algorithms(json))) != null) {
        throw new IllegalArgumentException(file.name() + " names the owner of another file");
      }
    }
    return owners;
  }

  /** A private key or a key of unknown kind makes the file faulty. */
  private static Set<PublicKey> keys(Claims json, FolderSource.Content file) {
    Set<PublicKey> keys = new HashSet<>();
    for (Claims jwk : json.objects("keys")) {
      keys.add(
          jwk.publicKey()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          file.name() + " has a JWK that is not a public key")));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(file.name() + " holds no key");
    }
    return keys;
  }

  private static Set<JwsAlgorithm> algorithms(Claims json) {
    if (!json.names().contains("algorithms")) {
      return OwnerConsents.ALGORITHMS;
    }
    Set<JwsAlgorithm> algorithms = new HashSet<>();
    for (String name : json.texts("algorithms")) {
      algorithms.add(
          JwsAlgorithm.find(name)
              .filter(OwnerConsents.ALGORITHMS::contains)
              .orElseThrow(
                  () -> new IllegalArgumentException(name + " is not taken for consents")));
    }
    return algorithms;
  }
}
