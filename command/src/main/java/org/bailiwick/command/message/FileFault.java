package org.bailiwick.command.message;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in words why a file could not be read or written. */
public final class FileFault {
  private FileFault() {}

  /** The reason alone, for a message that names the file already. */
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> "there is no such file";
      case AccessDeniedException e -> denied(e.getFile());
      case FileAlreadyExistsException e -> "the file is there already";
      case NotDirectoryException e -> "it is no folder";
      case CharacterCodingException e -> "it is no text in UTF-8";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case IOException e when e.getMessage() != null -> e.getMessage();
      default -> failure.getClass().getSimpleName();
    };
  }

  /** The file, if the failure names one, and the reason. */
  public static String text(IOException failure) {
    return failure instanceof FileSystemException file && file.getFile() != null
        ? file.getFile() + ": " + reason(failure)
        : reason(failure);
  }

  private static String denied(String file) {
    String user = System.getProperty("user.name");
    return "the user " + user + " may not use it" + owner(file);
  }

  private static String owner(String file) {
    try {
      return "; it belongs to " + Files.getOwner(Path.of(file));
    } catch (IOException | RuntimeException e) {
      return ""; // even that is kept from this user
    }
  }
}
