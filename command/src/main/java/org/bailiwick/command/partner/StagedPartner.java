package org.bailiwick.command.partner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * A copy of a description, read beside links to the partners that are there, so that a fault which
 * it would have, or would give to another partner, is found before a node reads it.
 *
 * @param folder the copy, which may be published
 */
record StagedPartner(Path staging, Path folder, Partner partner) implements AutoCloseable {

  /**
   * The copy, which has no fault.
   *
   * @throws IllegalStateException naming the fault
   */
  static StagedPartner of(PartnerFolders folders, Path source) throws IOException {
    String name = String.valueOf(source.toAbsolutePath().normalize().getFileName());
    TrustDomain domain = domain(name);
    if (!Files.isRegularFile(source.resolve(PartnerFolders.DESCRIPTION))) {
      throw new IllegalStateException("no " + PartnerFolders.DESCRIPTION + " in " + source);
    }
    Path staging = folders.staging();
    try {
      link(folders, staging, name);
      Path copy = copy(source, staging.resolve(name));
      PartnerDirectory directory = folders.read(staging);
      Partner partner =
          directory
              .find(domain)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          directory.faults().getOrDefault(name, "not readable: " + source)));
      PartnerFiles.check(partner);
      return new StagedPartner(staging, copy, partner);
    } catch (IOException | RuntimeException e) {
      PartnerFolders.delete(staging);
      throw e;
    }
  }

  private static TrustDomain domain(String name) {
    try {
      return TrustDomain.parse(name);
    } catch (ProblemException e) {
      throw new IllegalStateException("the folder's name is no trust domain: " + name, e);
    }
  }

  private static void link(PartnerFolders folders, Path staging, String name) throws IOException {
    if (!Files.isDirectory(folders.root())) {
      return;
    }
    for (Path other : PartnerFolders.files(folders.root())) {
      String otherName = other.getFileName().toString();
      if (!otherName.equals(name)) {
        Files.createSymbolicLink(staging.resolve(otherName), other.toAbsolutePath());
      }
    }
  }

  /** Copies files only: a description names no file below a folder of its own. */
  private static Path copy(Path source, Path target) throws IOException {
    Files.createDirectory(target);
    for (Path file : PartnerFolders.files(source)) {
      if (Files.isRegularFile(file)) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  @Override
  public void close() throws IOException {
    PartnerFolders.delete(staging);
  }
}
