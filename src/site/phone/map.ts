export async function drawMap(_part: HTMLElement): Promise<void> {}
