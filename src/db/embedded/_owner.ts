/** One gavaged per data directory: a lock held for the life of the process, whatever ends it. */
import { join } from "node:path";
import { AppError } from "../../lib/errors.ts";

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Takes the directory, at once or not at all. The operating system frees the lock of a process
 * that was killed.
 *
 * @throws AppError `data_dir_in_use` naming the directory and the process that has it.
 */
export async function takeDataDir(dataDir: string): Promise<Ownership> {
  const path = join(dataDir, "gavaged.lock");
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!await lockNow(file)) {
    const pid = (await Deno.readTextFile(path)).trim();
    throw new AppError(
      "data_dir_in_use",
      `cannot use data directory ${dataDir}: another gavaged has it (pid ${pid || "unknown"})`,
    );
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return {
    release: async () => {
      await file.unlock();
      file.close();
    },
  };
}

/** Closes the file unless it got the lock. Deno before 2.9 can only wait for one. */
async function lockNow(
  file: Deno.FsFile & { tryLock?: (exclusive: boolean) => Promise<boolean> },
): Promise<boolean> {
  if (file.tryLock) {
    const ours = await file.tryLock(true);
    if (!ours) file.close();
    return ours;
  }
  const waiting = file.lock(true);
  const given = Promise.withResolvers<false>();
  const timer = setTimeout(() => given.resolve(false), 250);
  const ours = await Promise.race([waiting.then(() => true), given.promise]);
  clearTimeout(timer);
  // Should the owner leave later, the lock is not kept by someone who gave up.
  if (!ours) waiting.then(() => file.close(), () => {});
  return ours;
}
