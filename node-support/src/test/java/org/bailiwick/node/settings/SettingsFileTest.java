package org.bailiwick.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("process.properties"), text);
  }

  @Test
  void relativePathsBeginAtTheFilesFolder() throws Exception {
    Path file = file("key = keys/key.pem\nname = one\n");
    String read =
        SettingsFile.read(file, from -> from.path("key") + from.settings().required("name"));
    assertThat(read).isEqualTo(folder.resolve("keys/key.pem") + "one");
    Path absolute = SettingsFile.read(file("key = /etc/key.pem\n"), from -> from.path("key"));
    assertThat(absolute).isEqualTo(Path.of("/etc/key.pem"));
  }

  @Test
  void allFaultsAreNamedAtOnceAndNoValueIs() throws Exception {
    Path file = file("listn = secret\nkey = a\n");
    assertThatThrownBy(
            () ->
                SettingsFile.read(
                    file, from -> from.path("key") + from.settings().required("listen")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("listen is missing")
        .hasMessageContaining("listn is not known")
        .hasMessageNotContaining("secret");
  }

  @Test
  void namesAreAllThatTheFileHas() throws Exception {
    SortedSet<String> names =
        SettingsFile.read(
            file("identity.b = x\nidentity.a = y\n"),
            from -> {
              from.names().forEach(from.settings()::required);
              return from.names();
            });
    assertThat(names).containsExactly("identity.a", "identity.b");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SettingsFile.read(folder.resolve("none"), SettingsFile::names))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
  }
}
