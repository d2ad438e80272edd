package org.bailiwick.command.archive;

import jakarta.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/** Writes a new file of JSON objects, one on each line. */
final class LineFile implements Closeable {
  private final FileChannel channel;
  private final DigestOutputStream out;

  LineFile(Path file) throws IOException {
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    this.out = new DigestOutputStream(buffered, Sha256.begin());
  }

  void add(JsonObject object) {
    try {
      out.write((object + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the archive", e);
    }
  }

  /** Waits until the disk has the file, and returns its SHA-256 in hex. */
  String finish() throws IOException {
    out.flush();
    channel.force(true);
    return HexFormat.of().formatHex(out.getMessageDigest().digest());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
