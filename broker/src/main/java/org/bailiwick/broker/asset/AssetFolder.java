package org.bailiwick.broker.asset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;

/** The folder of asset files ({@code *.json}); other files in it are not read. */
public final class AssetFolder {
  private static final int MOST_FILES = 200;
  private static final int MOST_BYTES = 1024 * 1024;

  private AssetFolder() {}

  /**
   * All assets, in the order of their names.
   *
   * @throws IllegalArgumentException if there is none, a file is not as it has to be, two have one
   *     name, or two operations have capabilities of which one covers the other
   */
  public static List<Asset> read(Path folder) {
    List<Asset> assets = files(folder).stream().map(AssetFolder::asset).toList();
    if (assets.isEmpty()) {
      throw new IllegalArgumentException("There is no asset file (*.json) in " + folder);
    }
    requireDistinct(assets);
    return assets;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(file -> file.toString().endsWith(".json")).sorted().limit(201).toList();
      if (found.size() > MOST_FILES) {
        throw new IllegalArgumentException("More than 200 asset files are in " + folder);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the folder of asset files, " + folder, e);
    }
  }

  private static Asset asset(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] json = in.readNBytes(MOST_BYTES + 1);
      if (json.length > MOST_BYTES) {
        throw new IllegalArgumentException(file + ": is longer than 1 MiB");
      }
      return AssetFile.parse(file.toString(), json);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static void requireDistinct(List<Asset> assets) {
    Map<String, String> names = new HashMap<>();
    Map<Capability, String> capabilities = new HashMap<>();
    for (Asset asset : assets) {
      if (names.put(asset.name(), asset.name()) != null) {
        throw new IllegalArgumentException("Two files describe the asset " + asset.name());
      }
      for (AssetOperation operation : asset.operations()) {
        requireAlone(operation.capability(), capabilities);
        capabilities.put(operation.capability(), asset.name());
      }
    }
  }

  /** Of two that cover one call, it would not be clear which is meant. */
  private static void requireAlone(Capability capability, Map<Capability, String> others) {
    for (Map.Entry<Capability, String> other : others.entrySet()) {
      if (other.getKey().covers(capability) || capability.covers(other.getKey())) {
        throw new IllegalArgumentException(
            "%s and %s of asset %s serve the same call"
                .formatted(capability, other.getKey(), other.getValue()));
      }
    }
  }
}
