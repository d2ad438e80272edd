package org.bailiwick.aca.attestation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.aca.attestation.boot.BootReference;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.folder.FolderSource;

/**
 * Known-good firmware versions, program and image digests, by name (a Reference Value Provider's
 * files, RFC 9334). {@code
 * {"firmware":[{"name","versions":[…]}],"programs":[{"name","digests":[…]}],
 * "images":[{"name","digests":[…]}],"pcrs":[{"name","bank","values":{"0":["hex",…]}}],
 * "boot":[{"name","secure_boot","registers":{"4":{"digests":["hex",…]}}}]}}
 */
record ReferenceValues(
    Map<String, Set<String>> firmwareVersions,
    Map<String, Set<String>> programDigests,
    Map<String, Set<String>> imageDigests,
    List<PlatformReference> platforms,
    List<BootReference> boots,
    String id) {

  static ReferenceValues read(List<FolderSource.Content> files) {
    Map<String, Set<String>> firmware = new HashMap<>();
    Map<String, Set<String>> programs = new HashMap<>();
    Map<String, Set<String>> images = new HashMap<>();
    List<PlatformReference> platforms = new ArrayList<>();
    List<BootReference> boots = new ArrayList<>();
    StringBuilder digests = new StringBuilder();
    for (FolderSource.Content file : files) {
      String json = file.text();
      Claims claims = Claims.parse("reference-values", json);
      collect(claims, "firmware", "versions", firmware);
      collect(claims, "programs", "digests", programs);
      collect(claims, "images", "digests", images);
      if (claims.names().contains("pcrs")) {
        claims.objects("pcrs").stream().map(PlatformReference::of).forEach(platforms::add);
      }
      if (claims.names().contains("boot")) {
        claims.objects("boot").stream().map(BootReference::of).forEach(boots::add);
      }
      digests.append(Claims.sha256(file.bytes()));
    }
    String id = "reference-values:" + Claims.sha256(digests.toString());
    return new ReferenceValues(
        firmware, programs, images, List.copyOf(platforms), List.copyOf(boots), id);
  }

  private static void collect(
      Claims claims, String list, String values, Map<String, Set<String>> into) {
    if (claims.names().contains(list)) {
      for (Claims entry : claims.objects(list)) {
        into.computeIfAbsent(entry.text("name"), name -> new HashSet<>())
            .addAll(entry.texts(values));
      }
    }
  }
}
