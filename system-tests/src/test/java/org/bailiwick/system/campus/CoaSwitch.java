package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.bailiwick.system.Nodes;

/**
 * A switch that takes Disconnect-Requests (RFC 5176), as FreeRADIUS implements that side. It has
 * sessions of stations whose address begins with 02, and of no others.
 */
final class CoaSwitch {
  /** What a switch was asked: the machine by its name, and the station. */
  record Asked(String type, String name, String station, String nas, String time) {}

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIGURATION =
      """
      prefix = "@FOLDER@"
      exec_prefix = ${prefix}
      localstatedir = ${prefix}
      name = switch
      raddbdir = ${prefix}
      confdir = ${prefix}
      logdir = ${prefix}
      run_dir = ${prefix}
      pidfile = ${prefix}/switch.pid
      proxy_requests = no
      log {
        destination = files
        file = ${logdir}/switch.log
      }
      client server {
        ipaddr = 127.0.0.1
        secret = "@SECRET@"
        require_message_authenticator = yes
      }
      modules {
        always reject {
          rcode = reject
        }
        always ok {
          rcode = ok
        }
        linelog asked {
          filename = ${logdir}/asked.tsv
          format = "%{Packet-Type}\\t%{User-Name}\\t%{Calling-Station-Id}\\t%{NAS-IP-Address}\\t%{integer:Event-Timestamp}"
        }
      }
      listen {
        type = coa
        ipaddr = 127.0.0.1
        port = @PORT@
        virtual_server = coa
      }
      server coa {
        recv-coa {
          asked
          if (&Calling-Station-Id =~ /^02-/) {
            ok
          }
          else {
            update reply {
              &Error-Cause := Session-Context-Not-Found
            }
            reject
          }
        }
        send-coa {
          ok
        }
      }
      """;

  private final Path folder;
  private Process process;

  /**
   * Writes its configuration.
   *
   * @param server the RADIUS server, with whose secret and from whose machine it is asked
   */
  CoaSwitch(Path folder, RadiusServer server) throws IOException {
    this.folder =
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        folder.resolve("radiusd.conf"),
        CONFIGURATION
            .replace("@FOLDER@", folder.toString())
            .replace("@SECRET@", server.secret())
            .replace("@PORT@", Integer.toString(server.switchPort())));
  }

  void start() throws IOException {
    Path log = folder.resolve("switch.log");
    Files.deleteIfExists(log);
    process = RadiusServer.freeRadius(folder, List.of());
    await("the switch")
        .atMost(SOON)
        .until(
            () ->
                !process.isAlive()
                    || (Files.exists(log)
                        && Nodes.read(log).contains("Ready to process requests")));
    assertThat(process.isAlive())
        .as(Nodes.read(folder.resolveSibling(folder.getFileName() + ".out")))
        .isTrue();
  }

  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
  }

  /** What it was asked about this station. */
  List<Asked> asked(String station) {
    Path file = folder.resolve("asked.tsv");
    if (Files.notExists(file)) {
      return List.of();
    }
    return Nodes.read(file)
        .lines()
        .map(line -> line.split("\t", -1))
        .map(line -> new Asked(line[0], line[1], line[2], line[3], line[4]))
        .filter(each -> each.station().equals(station))
        .toList();
  }
}
