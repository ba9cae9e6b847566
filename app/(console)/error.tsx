"use client";

import { ErrorPage } from "#app/_ui/error-page.client.tsx";

export default ErrorPage;
