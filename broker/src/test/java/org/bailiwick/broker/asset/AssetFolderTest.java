package org.bailiwick.broker.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.broker.BackEnds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetFolderTest {
  private static final String GOOD =
      """
      {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high",
       "url": "postgresql://db.example:5432/orders", "tls": {"mode": "verify-full", "ca_file": "/etc/ca.pem"},
       "credential": {"method": "postgresql-role", "user": "broker", "secret": "admin"},
       "limits": {"parallel": 4, "seconds": 20},
       "operations": [{"capability": "orders.insert@1", "access": "write", "roles": ["orders_writer"],
         "statement": "insert into orders values (:c)",
         "parameters": [{"name": "c", "pointer": "/c", "type": "text"}]}]}
      """;

  @TempDir private Path folder;

  private List<Asset> read(String... files) throws Exception {
    for (int i = 0; i < files.length; i++) {
      Files.writeString(folder.resolve(i + ".json"), files[i]);
    }
    List<Asset> assets = AssetFolder.read(folder);
    BackEnds.check(assets);
    return assets;
  }

  @Test
  void readsAFile() throws Exception {
    Asset asset = read(GOOD).getFirst();
    assertThat(asset.name()).isEqualTo("orders-db");
    assertThat(asset.kind()).isEqualTo(AssetKind.DATABASE);
    assertThat(asset.method()).isEqualTo("postgresql-role");
    assertThat(asset.operations().getFirst().capability()).hasToString("orders.insert@1");
    assertThat(AssetLimits.of(asset))
        .isEqualTo(new AssetLimits(4, Duration.ofSeconds(20), 1000, 1024 * 1024));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"risk\": \"high\"|\"risk\": \"none\"|risk",
        "\"asset\": \"orders-db\"|\"asset\": \"Orders DB\"|asset",
        "\"kind\": \"database\"|\"kind\": \"file\"|kind",
        "\"owner\": \"Sales\"|\"boss\": \"Sales\"|boss",
        "//db.example|//user:secret@db.example|url",
        "/orders\"|/orders?sslmode=disable\"|url",
        "\"mode\": \"verify-full\"|\"mode\": \"require\"|mode",
        "{\"mode\": \"verify-full\", \"ca_file\": \"/etc/ca.pem\"}|{\"mode\": \"none\"}|mode",
        "postgresql-role|password|method",
        "\"user\": \"broker\"|\"user\": \"x; drop\"|user",
        "\"seconds\": 20|\"seconds\": 100000|seconds",
        "\"parallel\": 4|\"width\": 4|width",
        "orders.insert@1|Orders@1|capability",
        "\"access\": \"write\"|\"access\": \"all\"|access",
        "[\"orders_writer\"]|[\"pg_write_all_data\"]|roles",
        "[\"orders_writer\"]|[]|roles",
        "\"c\", \"pointer\"|\"d\", \"pointer\"|parameters",
        "\"pointer\": \"/c\"|\"pointer\": \"c\"|pointer",
        "\"type\": \"text\"|\"type\": \"sql\"|type",
        "(:c)|(:c); drop table x|statement",
      })
  void namesTheFaultOfAFile(String good, String bad, String named) {
    String text = GOOD.replace(good, bad);
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void refusesTwoOperationsForOneCall() {
    String narrower =
        GOOD.replace("orders-db", "other").replace("orders.insert@1", "orders.insert@1?region=eu");
    assertThatThrownBy(() -> read(GOOD, narrower)).hasMessageContaining("serve the same call");
    assertThatThrownBy(() -> read(GOOD, GOOD.replace("insert@1", "other@1")))
        .hasMessageContaining("Two files");
  }

  @Test
  void refusesAnEmptyFolder() {
    assertThatThrownBy(this::read).hasMessageContaining("no asset file");
  }
}
